"""The item of a run, which its state and its counts share."""

from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import RunKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def read_run(client: "DynamoDBClient", table: str, run: RunKey) -> dict[str, Any]:
    """Return the item as it stands now; empty if there is none."""
    with translated():
        reply = client.get_item(TableName=table, Key=encode(keys.run(run)), ConsistentRead=True)
    return decode(reply.get("Item", {}))


def update_run(
    client: "DynamoDBClient",
    table: str,
    run: RunKey,
    **change: Any,  # noqa: ANN401 - UpdateItem's own
) -> None:
    """Change the item; ConflictError if a condition does not hold."""
    with translated(ConditionalCheckFailedException=ConflictError):
        client.update_item(TableName=table, Key=encode(keys.run(run)), **change)
