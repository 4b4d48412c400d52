"""Our queues, and what their messages look like."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.errors import translated
from batch_relay.adapters.resubmissions import from_resubmission, to_resubmission
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.manifests import lines_of
from batch_relay.domain.messages import (
    Release,
    StartChosen,
    StartPart,
    StartRange,
    StartWhole,
    Stop,
    Submission,
    Summarize,
)
from batch_relay.domain.resubmissions import NOTHING
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services.ports import Files

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# Quotas of SQS: entries of a batch, seconds of delay.
MAX_ENTRIES = 10
MAX_DELAY = 900


@dataclass(frozen=True)
class SqsSubmitQueue:
    """The queue in front of submit_job; a message's group is its project (fair queues)."""

    client: "SQSClient"
    url: str

    def send(self, submission: Submission, *, delay: int = 0) -> None:
        """Queue a submission, after `delay` seconds (900 at most)."""
        with translated():
            self.client.send_message(
                QueueUrl=self.url,
                MessageBody=json.dumps(from_submission(submission)),
                MessageGroupId=submission.attempt.key.run.project,
                DelaySeconds=min(delay, MAX_DELAY),
            )


@dataclass(frozen=True)
class SqsStartQueue:
    """The queue in front of start_samples; what it has to be sent is kept as files of ours."""

    client: "SQSClient"
    url: str
    files: Files

    def keep(self, run: RunKey, parts: Iterable[StartPart]) -> str:
        """Store what is to be queued; return its key, the same for the same parts."""
        lines = [f"{json.dumps(from_start(part))}\n".encode() for part in parts]
        checksum = sha256(b"".join(lines)).hexdigest()
        key = f"starts/{run.project}/{run.workflow}/{checksum}.jsonl"
        self.files.write(key, lines)
        return key

    def send(self, kept: str) -> None:
        """Queue all that is kept under the key; a repeated part is harmless."""
        lines = lines_of(self.files.read(kept))
        while messages := [json.loads(line) for line in islice(lines, MAX_ENTRIES)]:
            _send_all(self.client, self.url, messages)


@dataclass(frozen=True)
class SqsSteerQueue:
    """The queue in front of steer_samples."""

    client: "SQSClient"
    url: str

    def send(self, parts: Sequence[Stop | Release], *, delay: int = 0) -> None:
        """Queue the parts, after `delay` seconds (900 at most); a repeated part is harmless."""
        _send_all(self.client, self.url, [from_steer(part) for part in parts], delay=delay)


def _send_all(
    client: "SQSClient", url: str, messages: Sequence[Mapping[str, Any]], *, delay: int = 0
) -> None:
    """Queue messages in order; a message's group is its project (fair queues)."""
    for first in range(0, len(messages), MAX_ENTRIES):
        with translated():
            reply = client.send_message_batch(
                QueueUrl=url,
                Entries=[
                    {
                        "Id": str(n),
                        "MessageBody": json.dumps(message),
                        "DelaySeconds": min(delay, MAX_DELAY),
                        "MessageGroupId": message["project"],
                    }
                    for n, message in enumerate(messages[first : first + MAX_ENTRIES])
                ],
            )
        if reply.get("Failed"):
            msg = f"the queue refused a message: {reply['Failed'][0].get('Message')}"
            raise UnavailableError(msg)


def from_submission(submission: Submission) -> dict[str, Any]:
    """Write the message that sample.asl.json sends too."""
    attempt = submission.attempt
    return {
        "project": attempt.key.run.project,
        "workflow": attempt.key.run.workflow,
        "generation": attempt.generation,
        "sample": attempt.key.sample,
        "analysis": attempt.key.analysis,
        "attempt": attempt.number,
        "correlation_id": submission.correlation_id,
    } | ({"token": submission.token} if submission.token else {})


def to_submission(message: Mapping[str, Any]) -> Submission:
    """Read a message of the submit queue."""
    run = RunKey(project=message["project"], workflow=message["workflow"])
    key = AnalysisKey(run=run, sample=message["sample"], analysis=int(message["analysis"]))
    attempt = AttemptKey(
        key=key, generation=int(message["generation"]), number=int(message["attempt"])
    )
    return Submission(
        attempt=attempt,
        token=message.get("token"),
        correlation_id=message.get("correlation_id", ""),
    )


def from_start(part: StartPart) -> dict[str, Any]:
    """Write a message of the start queue."""
    if isinstance(part, Summarize):
        return _run(part.run) | {"summary": True}
    common = _run(part.run) | {
        "generation": part.generation,
        "correlation_id": part.correlation_id,
    }
    match part:
        case StartRange():
            more = {} if part.again == NOTHING else {"again": from_resubmission(part.again)}
            return (
                common
                | more
                | {
                    "manifest": part.manifest,
                    "offset": part.offset,
                    "length": part.length,
                    "only": list(part.only),
                }
            )
        case StartWhole():
            return common | {"manifest": part.manifest}
        case StartChosen():
            again = from_resubmission(part.again)
            return common | {"samples": list(part.samples), "again": again}


def to_start(message: Mapping[str, Any]) -> StartPart:
    """Read a message of the start queue, or the event of a run that has a summary."""
    run = _to_run(message)
    if message.get("summary"):
        return Summarize(run=run)
    generation, correlation_id = message["generation"], message.get("correlation_id", "")
    if "samples" in message:
        return StartChosen(
            run=run,
            generation=generation,
            samples=tuple(message["samples"]),
            again=to_resubmission(message["again"]),
            correlation_id=correlation_id,
        )
    whole = StartWhole(
        run=run,
        generation=generation,
        manifest=message["manifest"],
        correlation_id=correlation_id,
    )
    return _to_range(whole, message) if "offset" in message else whole


def _to_range(whole: StartWhole, message: Mapping[str, Any]) -> StartRange:
    return StartRange(
        run=whole.run,
        generation=whole.generation,
        manifest=whole.manifest,
        offset=message["offset"],
        length=message["length"],
        only=tuple(message.get("only", ())),
        again=to_resubmission(message["again"]) if "again" in message else NOTHING,
        correlation_id=whole.correlation_id,
    )


def from_steer(part: Stop | Release) -> dict[str, Any]:
    """Write a message of the steer queue."""
    about = {"samples": list(part.samples), "correlation_id": part.correlation_id}
    common = _run(part.run) | about
    match part:
        case Stop():
            more = {"generation": part.generation, "reason": part.reason, "only": part.only}
            return common | {"stop": more}
        case Release():
            return common


def to_steer(message: Mapping[str, Any]) -> Stop | Release:
    """Read a message of the steer queue."""
    run, samples = _to_run(message), tuple(message["samples"])
    correlation_id = message.get("correlation_id", "")
    if "stop" not in message:
        return Release(run=run, samples=samples, correlation_id=correlation_id)
    stop = message["stop"]
    return Stop(
        run=run,
        samples=samples,
        generation=stop["generation"],
        reason=stop["reason"],
        only=AnalysisStatus(stop["only"]) if stop["only"] else None,
        correlation_id=correlation_id,
    )


def _run(key: RunKey) -> dict[str, Any]:
    return {"project": key.project, "workflow": key.workflow}


def _to_run(message: Mapping[str, Any]) -> RunKey:
    return RunKey(project=message["project"], workflow=message["workflow"])
