"""Where the last sweep broke off."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.errors import translated
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Bookmark

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEY = {"pk": "RECONCILE", "sk": "BOOKMARK"}


@dataclass(frozen=True)
class DynamoBookmarks:
    """One item; it has no place when the last sweep came to its end."""

    client: "DynamoDBClient"
    table: str

    def get(self) -> Bookmark | None:
        """Return it; None if the last sweep came to its end."""
        with translated():
            reply = self.client.get_item(
                TableName=self.table, Key=encode(_KEY), ConsistentRead=True
            )
        item = decode(reply.get("Item", {}))
        if "status" not in item:
            return None
        return Bookmark(
            run=RunKey(project=item["project"], workflow=item["workflow"]),
            status=SampleStatus(item["status"]),
            after=item.get("after"),
        )

    def put(self, bookmark: Bookmark | None) -> None:
        """Keep it for the next sweep; None at the end."""
        place = (
            {
                "project": bookmark.run.project,
                "workflow": bookmark.run.workflow,
                "status": bookmark.status,
                "after": bookmark.after,
            }
            if bookmark
            else {}
        )
        with translated():
            self.client.put_item(TableName=self.table, Item=encode(_KEY | place))
