"""Who did what: the entries of a day together, each forgotten in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment
from batch_relay.adapters.dynamodb.reading import named, sorted_out
from batch_relay.adapters.errors import translated
from batch_relay.domain.audit import AUDIT_KEPT, AuditEntry
from batch_relay.services.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_TEXTS = ("request", "arn", "principal", "method", "path", "target", "detail")


@dataclass(frozen=True)
class DynamoAudit:
    """An item per request."""

    client: "DynamoDBClient"
    table: str

    def record(self, entry: AuditEntry) -> None:
        """Store an entry, in place of an earlier one of that request."""
        with translated():
            self.client.put_item(TableName=self.table, Item=encode(_item(entry)))

    def list(self, day: date, *, after: str | None = None, limit: int = 100) -> Page[AuditEntry]:
        """Return the entries of a day in UTC, newest first."""
        key = keys.audit(day, after) if after else None
        start: Any = {"ExclusiveStartKey": encode(key)} if key else {}
        with translated():
            reply = self.client.query(
                TableName=self.table,
                KeyConditionExpression="pk = :day",
                ExpressionAttributeValues=encode({":day": keys.audit(day, "")["pk"]}),
                ScanIndexForward=False,
                Limit=limit,
                **start,
            )
        found, broken = sorted_out(to_entry, map(decode, reply["Items"]))
        last = reply.get("LastEvaluatedKey")
        return Page(
            items=tuple(found), next=decode(last)["sk"] if last else None, unreadable=broken
        )


def _item(entry: AuditEntry) -> dict[str, Any]:
    at = iso(entry.at)
    return {
        **keys.audit(moment(at).date(), f"{at}#{entry.request}"),
        **{name: getattr(entry, name) for name in _TEXTS},
        "at": at,
        "query": dict(entry.query),
        "answered": entry.status,
        "correlation_id": entry.correlation_id,
        "expires_at": int((entry.at + AUDIT_KEPT).timestamp()),
    }


@named
def to_entry(item: Mapping[str, Any]) -> AuditEntry:
    """Read an entry's item."""
    texts = {name: item[name] for name in _TEXTS}
    return AuditEntry(
        at=moment(item["at"]),
        query=item["query"],
        status=item.get("answered"),
        correlation_id=item.get("correlation_id", ""),
        **texts,
    )
