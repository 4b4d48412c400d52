"""Samples of runs."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment
from batch_relay.adapters.dynamodb.reading import named, sorted_out, whole
from batch_relay.adapters.errors import translated
from batch_relay.adapters.resubmissions import from_resubmission, to_resubmission
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# BatchGetItem takes no more keys.
PAGE = 100


@dataclass(frozen=True)
class DynamoSamples:
    """An item per sample; the index lists them by status."""

    client: "DynamoDBClient"
    table: str

    def begin(self, state: SampleState) -> SampleStatus | None:
        """Store a sample that is not live; return where it stands now in that generation."""
        live = {f":{status}": status for status in SampleStatus if status.is_live}
        older = f"generation < :generation AND NOT #status IN ({', '.join(live)})"
        condition = f"attribute_not_exists(pk) OR ({older} AND NOT contains(asked, :generation))"
        never = "attribute_not_exists(pk)", dict[str, Any]()
        begun = self._put(state, *((condition, live) if state.status.is_live else never))
        return state.status if begun else self._ask(state)

    def finish(self, state: SampleState, *, before: SampleState | None) -> bool:
        """Store a sample that has nothing to do, if it is still as it was; whether it was."""
        if before is None:
            return self._put(state, "attribute_not_exists(pk)", {})
        condition = "generation = :before AND #status = :was"
        return self._put(state, condition, {":before": before.generation, ":was": before.status})

    def _put(self, state: SampleState, condition: str, values: dict[str, Any]) -> bool:
        """Store all of a sample but who asked for it, which is added; whether it might be."""
        fields = {n: v for n, v in _item(state).items() if n not in {"pk", "sk"} and v is not None}
        left_out = "" if state.skipped else " REMOVE skipped"
        try:
            with translated(ConditionalCheckFailedException=ConflictError):
                self.client.update_item(
                    TableName=self.table,
                    Key=encode(keys.sample(state.run, state.sample.name)),
                    UpdateExpression=f"{_assignments(fields)} ADD asked :asked{left_out}",
                    ConditionExpression=condition,
                    ExpressionAttributeNames={f"#{name}": name for name in fields},
                    ExpressionAttributeValues=encode(
                        {f":{name}": value for name, value in fields.items()}
                        | {":asked": {state.generation}}
                        | values
                    ),
                )
        except ConflictError:
            return False
        return True

    def _ask(self, state: SampleState) -> SampleStatus | None:
        """Note that the generation asked for the sample; return where it stands if in that."""
        with translated():
            reply = self.client.update_item(
                TableName=self.table,
                Key=encode(keys.sample(state.run, state.sample.name)),
                UpdateExpression="ADD asked :asked",
                ExpressionAttributeValues=encode({":asked": {state.generation}}),
                ReturnValues="ALL_NEW",
            )
        known = to_sample(decode(reply["Attributes"]))
        return known.status if known.generation == state.generation else None

    def get(self, run: RunKey, sample: str) -> SampleState | None:
        """Return the sample, if it was ever begun."""
        with translated():
            reply = self.client.get_item(
                TableName=self.table, Key=encode(keys.sample(run, sample)), ConsistentRead=True
            )
        return to_sample(decode(reply["Item"])) if "Item" in reply else None

    def stop(
        self,
        run: RunKey,
        sample: str,
        *,
        generation: int,
        status: SampleStatus,
        reason: str,
        at: datetime,
    ) -> None:
        """Store status and reason of a sample that is live in that generation."""
        from_ = {f":{before}": before for before in status.from_}
        change = {
            "status": status,
            "list_sk": keys.sample_listing(status, sample),
            "reason": reason,
            "updated_at": iso(at),
        }
        with suppress(ConflictError), translated(ConditionalCheckFailedException=ConflictError):
            self.client.update_item(
                TableName=self.table,
                Key=encode(keys.sample(run, sample)),
                UpdateExpression=_assignments(change),
                ConditionExpression=f"generation = :generation AND #status IN ({', '.join(from_)})",
                ExpressionAttributeNames={f"#{name}": name for name in change},
                ExpressionAttributeValues=encode(
                    {f":{name}": value for name, value in change.items()}
                    | {":generation": generation}
                    | from_
                ),
            )

    def list(
        self,
        run: RunKey,
        *,
        status: SampleStatus | None = None,
        prefix: str = "",
        after: str | None = None,
        limit: int = 100,
    ) -> Page[SampleState]:
        """Return begun samples, by status and name; at most 100 a page.

        InvalidError if `after` is not what a page of this list ended with.
        """
        start: Any = {"ExclusiveStartKey": _open(after)} if after else {}
        with translated(ValidationException=InvalidError) if after else translated():
            reply = self.client.query(
                TableName=self.table,
                IndexName=keys.LISTING,
                KeyConditionExpression="list_pk = :run AND begins_with(list_sk, :status)"
                if status
                else "list_pk = :run",
                ExpressionAttributeValues=encode(
                    {":run": keys.samples_listing(run)}
                    | ({":status": keys.sample_listing(status, prefix)} if status else {})
                ),
                Limit=min(limit, 100),
                **start,
            )
        last = reply.get("LastEvaluatedKey")
        items = whole(self.client, self.table, reply["Items"])
        found, unreadable = sorted_out(to_sample, items)
        found.sort(key=lambda state: (state.status, state.sample.name))
        after = _close(last) if last else None
        return Page(items=tuple(found), next=after, unreadable=unreadable)

    def begun(self, run: RunKey, names: Sequence[str]) -> frozenset[str]:
        """Return which of these names stand in the run, a hundred a request."""
        wanted = [encode(keys.sample(run, name)) for name in names]
        parts = (wanted[first : first + PAGE] for first in range(0, len(wanted), PAGE))
        return frozenset(
            item["sample"]
            for part in parts
            for item in whole(self.client, self.table, part, consistent=True)
        )

    def names(self, run: RunKey, status: SampleStatus) -> Iterator[str]:
        """Yield the names of the samples that stand there."""
        before = keys.sample_listing(status, "")
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            IndexName=keys.LISTING,
            KeyConditionExpression="list_pk = :run AND begins_with(list_sk, :status)",
            ExpressionAttributeValues=encode(
                {":run": keys.samples_listing(run), ":status": before}
            ),
            ProjectionExpression="list_sk",
        )
        with translated():
            for page in pages:
                yield from (decode(one)["list_sk"].removeprefix(before) for one in page["Items"])


def _assignments(fields: Iterable[str]) -> str:
    return "SET " + ", ".join(f"#{name} = :{name}" for name in fields)


def _item(state: SampleState) -> dict[str, Any]:
    return {
        **keys.sample(state.run, state.sample.name),
        "list_pk": keys.samples_listing(state.run),
        "list_sk": keys.sample_listing(state.status, state.sample.name),
        "project": state.run.project,
        "workflow": state.run.workflow,
        "sample": state.sample.name,
        "file": state.sample.file,
        "columns": json.dumps(dict(state.sample.columns), ensure_ascii=False),
        "line": state.sample.line,
        "generation": state.generation,
        "version": state.version,
        "analyses": state.analyses,
        "status": state.status,
        "updated_at": iso(state.updated_at),
        "reason": state.reason,
        "again": from_resubmission(state.again) or "",
        "owner": state.owner,
        "correlation_id": state.correlation_id,
        "skipped": set(state.skipped) or None,
    }


@named
def to_sample(item: Mapping[str, Any]) -> SampleState:
    """Read a sample's item."""
    return SampleState(
        run=RunKey(project=item["project"], workflow=item["workflow"]),
        sample=Sample(
            name=item["sample"],
            file=item["file"],
            columns=json.loads(item["columns"]),
            line=item["line"],
        ),
        generation=item["generation"],
        version=item["version"],
        analyses=item["analyses"],
        status=SampleStatus(item["status"]),
        updated_at=moment(item["updated_at"]),
        reason=item.get("reason", ""),
        asked=frozenset(item["asked"]),
        again=to_resubmission(item.get("again")),
        owner=item.get("owner", ""),
        correlation_id=item.get("correlation_id", ""),
        skipped=frozenset(item.get("skipped", ())),
    )


def _close(key: Mapping[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(key).encode()).decode()


def _open(token: str) -> Any:  # noqa: ANN401 - boto3's own type
    try:
        key = json.loads(urlsafe_b64decode(token))
    except ValueError:
        key = None
    match key:
        case {
            "pk": {"S": str()},
            "sk": {"S": str()},
            "list_pk": {"S": str()},
            "list_sk": {"S": str()},
        }:
            return key
        case _:
            msg = "'after' is not a token of an earlier page; leave it out to start again"
            raise InvalidError(msg)
