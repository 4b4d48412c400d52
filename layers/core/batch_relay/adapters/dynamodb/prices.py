"""Prices of job queues: one item, which functions remember for a while."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.errors import translated
from batch_relay.domain.names import queue_name
from batch_relay.domain.usage import Price
from batch_relay.services.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEY = {"pk": "PRICES", "sk": "PRICES"}
_QUEUE = "queue#"
REMEMBERED = timedelta(minutes=1)


@dataclass
class DynamoPrices:
    """An attribute per queue; read once a minute at most, so that a job's end costs no read."""

    client: "DynamoDBClient"
    table: str
    clock: Clock
    _known: Mapping[str, Price] = field(default_factory=dict[str, Price])
    _read_at: datetime | None = None

    def get(self, queue: str) -> Price | None:
        """Return the queue's price, if an administrator set one; up to a minute old."""
        now = self.clock()
        if self._read_at is None or now - self._read_at >= REMEMBERED:
            self._known, self._read_at = self.all(), now
        return self._known.get(queue_name(queue))

    def put(self, queue: str, price: Price | None) -> None:
        """Set the queue's price for what ends from now on; None takes it away."""
        change: Any = {"UpdateExpression": "REMOVE #queue"}
        if price:
            value = {"vcpu_hour": price.vcpu_hour, "gib_hour": price.gib_hour}
            change = {
                "UpdateExpression": "SET #queue = :price",
                "ExpressionAttributeValues": encode({":price": value}),
            }
        with translated():
            self.client.update_item(
                TableName=self.table,
                Key=encode(_KEY),
                ExpressionAttributeNames={"#queue": f"{_QUEUE}{queue_name(queue)}"},
                **change,
            )
        self._read_at = None

    def all(self) -> Mapping[str, Price]:
        """Return every price by the queue's name."""
        with translated():
            reply = self.client.get_item(
                TableName=self.table, Key=encode(_KEY), ConsistentRead=True
            )
        item = decode(reply.get("Item", {}))
        return {
            name.removeprefix(_QUEUE): Price(**price)
            for name, price in item.items()
            if name.startswith(_QUEUE)
        }
