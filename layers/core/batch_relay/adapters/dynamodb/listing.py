"""What the index lists by name: projects and workflows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Quota of BatchGetItem, which reads what was found.
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A kind of items in the index, and the key of one by its name."""

    kind: str
    key_of: Callable[[str], keys.Key]


def listed(key: keys.Key, kind: str, name: str) -> dict[str, Any]:
    """Return an item's keys, those in the index too."""
    return {**key, "list_pk": kind, "list_sk": name}


def by_name(
    client: "DynamoDBClient",
    table: str,
    of: Listing,
    *,
    prefix: str,
    after: str | None,
    limit: int,
) -> tuple[list[Mapping[str, Any]], str | None]:
    """Return keys of items whose names begin so, at most 100; the last name if not all."""
    begins = " AND begins_with(list_sk, :prefix)" if prefix else ""
    start: Any = {}
    if after:
        start = {"ExclusiveStartKey": encode(listed(of.key_of(after), of.kind, after))}
    with translated():
        reply = client.query(
            TableName=table,
            IndexName=keys.LISTING,
            KeyConditionExpression=f"list_pk = :kind{begins}",
            ExpressionAttributeValues=encode({":kind": of.kind, ":prefix": prefix or None}),
            Limit=min(limit, MOST),
            **start,
        )
    last = reply.get("LastEvaluatedKey")
    return list(reply["Items"]), decode(last)["list_sk"] if last else None
