"""Where the samples of runs stood: an item per run and minute, which expires by itself."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment
from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.history import KEPT, Snapshot
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# A week of minutes: a megabyte or so.
MOST_READ = 10_080


@dataclass(frozen=True)
class DynamoHistory:
    """A function remembers what it has noted, so that a batch seldom costs a write."""

    client: "DynamoDBClient"
    table: str
    _noted: dict[RunKey, datetime] = field(
        default_factory=dict[RunKey, datetime], init=False, repr=False
    )

    def lacks(self, run: RunKey, minute: datetime) -> bool:
        """Whether nothing was noted for the minute, as far as is known here; it reads nothing."""
        return self._noted.get(run) != minute

    def note(self, run: RunKey, snapshot: Snapshot) -> None:
        """Keep a snapshot, unless the minute has one."""
        with suppress(ConflictError), translated(ConditionalCheckFailedException=ConflictError):
            self.client.update_item(
                TableName=self.table,
                Key=encode(keys.history(run, iso(snapshot.at))),
                UpdateExpression="SET samples = :samples, expires_at = :expires",
                ConditionExpression="attribute_not_exists(pk)",
                ExpressionAttributeValues=encode(
                    {
                        ":samples": {str(status): n for status, n in snapshot.samples.items()},
                        ":expires": int((snapshot.at + KEPT).timestamp()),
                    }
                ),
            )
        self._noted[run] = snapshot.at

    def read(self, run: RunKey) -> tuple[Snapshot, ...]:
        """Return the snapshots of a run, the oldest first; MOST_READ of the newest at most."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=encode({":pk": keys.history(run, "")["pk"]}),
            ScanIndexForward=False,
            PaginationConfig={"MaxItems": MOST_READ},
        )
        with translated():
            found = [decode(item) for page in pages for item in page["Items"]]
        return tuple(
            Snapshot(
                at=moment(item["sk"].removeprefix(keys.MINUTE)),
                samples={SampleStatus(status): n for status, n in item["samples"].items()},
            )
            for item in reversed(found)
        )
