"""Files on their way into a project."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment
from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.uploads import ImportOptions, ImportOrder, Upload, UploadStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# As long as the template keeps the file and its result.
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class DynamoUploads:
    """An item per upload, which expires by itself; `revision` guards every write."""

    client: "DynamoDBClient"
    table: str

    def get(self, identity: str) -> Upload | None:
        """Return the upload, if there is one."""
        with translated():
            reply = self.client.get_item(
                TableName=self.table, Key=encode(keys.upload(identity)), ConsistentRead=True
            )
        return to_upload(decode(reply["Item"])) if "Item" in reply else None

    def save(self, upload: Upload) -> Upload:
        """Replace the revision that was read; ConflictError if somebody was faster."""
        saved = replace(upload, revision=upload.revision + 1)
        values: Any = {"ExpressionAttributeValues": encode({":before": upload.revision})}
        condition: Any = {"ConditionExpression": "attribute_not_exists(pk)"}
        if upload.revision:
            condition = {"ConditionExpression": "revision = :before"} | values
        with translated(ConditionalCheckFailedException=ConflictError):
            self.client.put_item(TableName=self.table, Item=encode(_item(saved)), **condition)
        return saved


def _item(upload: Upload) -> dict[str, Any]:
    order = upload.order
    return {
        **keys.upload(upload.id),
        "id": upload.id,
        "project": order.project,
        "workflow": order.workflow,
        "append": order.append,
        "owner": order.owner,
        "correlation_id": order.correlation_id,
        "options": {name: one for name, one in asdict(order.options).items() if one is not None},
        "status": upload.status,
        "rows": upload.rows,
        "had": upload.had,
        "created_at": iso(upload.created_at),
        "updated_at": iso(upload.updated_at),
        "revision": upload.revision,
        "expires_at": int((upload.created_at + KEPT).timestamp()),
    }


def to_upload(item: Mapping[str, Any]) -> Upload:
    """Read an upload's item."""
    order = ImportOrder(
        project=item["project"],
        workflow=item.get("workflow"),
        append=item["append"],
        owner=item.get("owner", ""),
        correlation_id=item.get("correlation_id", ""),
        options=ImportOptions(**item["options"]),
    )
    return Upload(
        id=item["id"],
        order=order,
        status=UploadStatus(item["status"]),
        rows=item["rows"],
        had=item.get("had"),
        created_at=moment(item["created_at"]),
        updated_at=moment(item["updated_at"]),
        revision=item["revision"],
    )
