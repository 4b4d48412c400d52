"""Reading whole items that the index, which holds keys only, has found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb.codec import decode
from batch_relay.adapters.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def whole(
    client: "DynamoDBClient",
    table: str,
    found: Sequence[Mapping[str, Any]],
    *,
    consistent: bool = False,
) -> Iterator[dict[str, Any]]:
    """Yield the items of these keys, 100 at most, in any order; those that are gone are not."""
    wanted: list[Any] = [{"pk": item["pk"], "sk": item["sk"]} for item in found]
    while wanted:
        with translated():
            reply = client.batch_get_item(
                RequestItems={table: {"Keys": wanted, "ConsistentRead": consistent}}
            )
        yield from map(decode, reply["Responses"][table])
        left = reply["UnprocessedKeys"].get(table)
        wanted = list(left["Keys"]) if left else []
