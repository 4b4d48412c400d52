"""Our queues, and what their messages look like."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.errors import translated
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.messages import StartRange, Submission
from batch_relay.domain.runs import RunKey

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
    """The queue in front of start_samples."""

    client: "SQSClient"
    url: str

    def send(self, ranges: Sequence[StartRange]) -> None:
        """Queue the ranges; a repeated range is harmless."""
        for first in range(0, len(ranges), MAX_ENTRIES):
            entries = ranges[first : first + MAX_ENTRIES]
            with translated():
                reply = self.client.send_message_batch(
                    QueueUrl=self.url,
                    Entries=[
                        {"Id": str(n), "MessageBody": json.dumps(from_range(one))}
                        for n, one in enumerate(entries)
                    ],
                )
            if reply.get("Failed"):
                msg = f"the start queue refused a message: {reply['Failed'][0].get('Message')}"
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
    } | ({"token": submission.token} if submission.token else {})


def to_submission(message: Mapping[str, Any]) -> Submission:
    """Read a message of the submit queue."""
    run = RunKey(project=message["project"], workflow=message["workflow"])
    key = AnalysisKey(run=run, sample=message["sample"], analysis=int(message["analysis"]))
    attempt = AttemptKey(
        key=key, generation=int(message["generation"]), number=int(message["attempt"])
    )
    return Submission(attempt=attempt, token=message.get("token"))


def from_range(part: StartRange) -> dict[str, Any]:
    """Write a message of the start queue."""
    return {
        "project": part.run.project,
        "workflow": part.run.workflow,
        "generation": part.generation,
        "manifest": part.manifest,
        "offset": part.offset,
        "length": part.length,
        "only": list(part.only),
    }


def to_range(message: Mapping[str, Any]) -> StartRange:
    """Read a message of the start queue."""
    return StartRange(
        run=RunKey(project=message["project"], workflow=message["workflow"]),
        generation=message["generation"],
        manifest=message["manifest"],
        offset=message["offset"],
        length=message["length"],
        only=tuple(message.get("only", ())),
    )
