"""Analyses of samples, their attempts, and the outputs they wait for."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.attempts import of_attempt, to_attempt
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, iso_if, moment, moment_if
from batch_relay.adapters.dynamodb.counters import to_counted
from batch_relay.adapters.dynamodb.reading import named
from batch_relay.adapters.dynamodb.runs import to_run
from batch_relay.adapters.dynamodb.samples import to_sample
from batch_relay.adapters.errors import translated
from batch_relay.domain.admission import Situation
from batch_relay.domain.attempt_keys import Awaiting
from batch_relay.domain.attempts import AnalysisKey, AnalysisState
from batch_relay.domain.counting import Counted
from batch_relay.domain.errors import ConflictError, UnavailableError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services.ports import Clock, Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Long after any job can still write: Step Functions gives up a task after 30 days.
AWAITED_DAYS = 60
DAY = 86_400


@dataclass(frozen=True)
class DynamoAnalyses:
    """An item per analysis, behind its sample's; `revision` guards every write."""

    client: "DynamoDBClient"
    table: str

    def situation(self, key: AnalysisKey) -> Situation:
        """Return run, sample, the analysis and the one before it, in one consistent read."""
        wanted = [*_above(key), keys.analysis(key)]
        return self._read([*wanted, keys.analysis(key.before)] if key.before else wanted)

    def above(self, key: AnalysisKey) -> Situation:
        """Return run and sample alone, in one consistent read."""
        return self._read(_above(key))

    def _read(self, wanted: Sequence[keys.Key]) -> Situation:
        with translated():
            reply = self.client.batch_get_item(
                RequestItems={
                    self.table: {"Keys": [encode(k) for k in wanted], "ConsistentRead": True}
                }
            )
        if reply["UnprocessedKeys"]:
            msg = "the table answered in part"
            raise UnavailableError(msg)
        found = {item["sk"]: item for item in map(decode, reply["Responses"][self.table])}
        run, sample, *own = (found.get(key["sk"]) for key in wanted)
        analysis, before = [*own, None, None][:2]
        return Situation(
            run=to_run(run) if run else None,
            sample=to_sample(sample) if sample else None,
            analysis=to_analysis(analysis) if analysis else None,
            before=to_analysis(before) if before else None,
        )

    def get(self, key: AnalysisKey) -> AnalysisState | None:
        """Return the analysis, if it ever began."""
        with translated():
            reply = self.client.get_item(
                TableName=self.table, Key=encode(keys.analysis(key)), ConsistentRead=True
            )
        return to_analysis(decode(reply["Item"])) if "Item" in reply else None

    def save(self, state: AnalysisState) -> AnalysisState:
        """Replace the revision that was read; ConflictError if somebody was faster."""
        saved = replace(state, revision=state.revision + 1)
        fresh = state.revision == 0
        condition: Any = {
            "ConditionExpression": "attribute_not_exists(pk)" if fresh else "revision = :before"
        }
        if not fresh:
            condition["ExpressionAttributeValues"] = encode({":before": state.revision})
        with translated(ConditionalCheckFailedException=ConflictError):
            self.client.put_item(TableName=self.table, Item=encode(_item(saved)), **condition)
        return saved

    def list(self, run: RunKey, sample: str) -> tuple[AnalysisState, ...]:
        """Return the begun analyses of a sample, in order."""
        of = keys.sample(run, sample)
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=encode({":pk": of["pk"], ":sk": f"{of['sk']}ANALYSIS#"}),
            ConsistentRead=True,
        )
        with translated():
            return tuple(to_analysis(decode(item)) for page in pages for item in page["Items"])

    def standings(self, run: RunKey, *, after: str | None = None) -> Page[Counted]:
        """Return what is counted of a run's items, samples and analyses, in no order.

        A page is one of DynamoDB's, of one bucket: a megabyte at most.
        """
        place: Any = json.loads(after) if after else {"bucket": 0}
        start: Any = {"ExclusiveStartKey": place["key"]} if "key" in place else {}
        with translated():
            reply = self.client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues=encode({":pk": keys.bucket(run, place["bucket"])}),
                ConsistentRead=True,
                **start,
            )
        found = tuple(map(to_counted, map(decode, reply["Items"])))
        return Page(items=found, next=_next(place["bucket"], reply.get("LastEvaluatedKey")))


@dataclass(frozen=True)
class DynamoAwaitedOutputs:
    """An item per awaited object; it expires by itself."""

    client: "DynamoDBClient"
    table: str
    clock: Clock

    def expect(self, outputs: Iterable[str], waiting: Awaiting) -> None:
        """Remember that the analysis waits for these URIs; the newest call wins."""
        expires = int(self.clock().timestamp()) + AWAITED_DAYS * DAY
        said = _named(waiting.key) | {
            "generation": waiting.generation,
            "correlation_id": waiting.correlation_id,
            "expires_at": expires,
        }
        for uri in outputs:
            with translated():
                self.client.put_item(TableName=self.table, Item=encode(keys.output(uri) | said))

    def find(self, uri: str) -> Awaiting | None:
        """Return who waits for the object, if anybody does."""
        with translated():
            reply = self.client.get_item(TableName=self.table, Key=encode(keys.output(uri)))
        return _awaiting(decode(reply["Item"])) if "Item" in reply else None


def _above(key: AnalysisKey) -> list[keys.Key]:
    return [keys.run(key.run), keys.sample(key.run, key.sample)]


def _next(bucket: int, last: Any) -> str | None:  # noqa: ANN401 - boto3's own type
    if last:
        return json.dumps({"bucket": bucket, "key": last})
    return json.dumps({"bucket": bucket + 1}) if bucket + 1 < keys.BUCKETS else None


def _awaiting(item: Mapping[str, Any]) -> Awaiting:
    return Awaiting(
        key=_key(item),
        generation=item.get("generation"),
        correlation_id=item.get("correlation_id", ""),
    )


def _named(key: AnalysisKey) -> dict[str, Any]:
    return {
        "project": key.run.project,
        "workflow": key.run.workflow,
        "sample": key.sample,
        "analysis": key.analysis,
    }


def _key(item: Mapping[str, Any]) -> AnalysisKey:
    return AnalysisKey(
        run=RunKey(project=item["project"], workflow=item["workflow"]),
        sample=item["sample"],
        analysis=item["analysis"],
    )


def _item(state: AnalysisState) -> dict[str, Any]:
    return {
        **keys.analysis(state.key),
        **_named(state.key),
        "generation": state.generation,
        "version": state.version,
        "status": state.status,
        "attempt": state.attempt,
        "tokens": list(state.tokens),
        "updated_at": iso(state.updated_at),
        "submitted_at": iso(state.submitted_at),
        "outputs": list(state.outputs),
        "job_id": state.job_id,
        "queue": state.queue,
        "memory": state.memory,
        "started_at": iso_if(state.started_at),
        "reason": state.reason,
        "not_before": iso_if(state.not_before),
        "since": iso_if(state.since),
        "log_stream": state.log_stream or None,
        "log_group": state.log_group or None,
        "size": state.size,
        "indices": state.indices,
        "last": state.last or None,
        "history": [of_attempt(attempt) for attempt in state.history],
        "revision": state.revision,
        "parameters": dict(state.parameters) or None,
        "timeout": state.timeout,
    }


@named
def to_analysis(item: Mapping[str, Any]) -> AnalysisState:
    """Read an analysis's item."""
    return AnalysisState(
        key=_key(item),
        generation=item["generation"],
        version=item["version"],
        status=AnalysisStatus(item["status"]),
        attempt=item["attempt"],
        tokens=tuple(item.get("tokens", ())),
        updated_at=moment(item["updated_at"]),
        submitted_at=moment(item["submitted_at"]),
        outputs=tuple(item.get("outputs", ())),
        job_id=item.get("job_id"),
        queue=item.get("queue", ""),
        memory=item.get("memory"),
        started_at=moment_if(item.get("started_at")),
        reason=item.get("reason", ""),
        not_before=moment_if(item.get("not_before")),
        since=moment_if(item.get("since")),
        log_stream=item.get("log_stream", ""),
        log_group=item.get("log_group", ""),
        size=item.get("size", 1),
        indices=item.get("indices", ""),
        last=item.get("last", False),
        history=tuple(map(to_attempt, item.get("history", ()))),
        revision=item["revision"],
        parameters=item.get("parameters", {}),
        timeout=item.get("timeout"),
    )
