"""Imported projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment
from batch_relay.adapters.dynamodb.reading import named, whole
from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import Project
from batch_relay.services.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST = 100


@dataclass(frozen=True)
class DynamoProjects:
    """An item per project; the index lists them by name."""

    client: "DynamoDBClient"
    table: str

    def get(self, name: str) -> Project | None:
        """Return the project, if there is one."""
        with translated():
            reply = self.client.get_item(
                TableName=self.table, Key=encode(keys.project(name)), ConsistentRead=True
            )
        return to_project(decode(reply["Item"])) if "Item" in reply else None

    def create(self, project: Project) -> None:
        """Store a new project; ConflictError if the name is taken."""
        with translated(ConditionalCheckFailedException=ConflictError):
            self.client.put_item(
                TableName=self.table,
                Item=encode(_item(project)),
                ConditionExpression="attribute_not_exists(pk)",
            )

    def replace(self, project: Project, *, before: Project) -> None:
        """Store a project that has grown; ConflictError unless `before` is what is stored."""
        with translated(ConditionalCheckFailedException=ConflictError):
            self.client.put_item(
                TableName=self.table,
                Item=encode(_item(project)),
                ConditionExpression="checksum = :checksum AND created_at = :created_at",
                ExpressionAttributeValues=encode(
                    {":checksum": before.checksum, ":created_at": iso(before.created_at)}
                ),
            )

    def list(
        self, *, prefix: str = "", after: str | None = None, limit: int = MOST
    ) -> Page[Project]:
        """Return projects by name, at most 100 a page; the index is a moment behind."""
        begins = " AND begins_with(list_sk, :prefix)" if prefix else ""
        start: Any = {"ExclusiveStartKey": encode(_listed(after))} if after else {}
        with translated():
            reply = self.client.query(
                TableName=self.table,
                IndexName=keys.LISTING,
                KeyConditionExpression=f"list_pk = :projects{begins}",
                ExpressionAttributeValues=encode(
                    {":projects": keys.PROJECTS, ":prefix": prefix or None}
                ),
                Limit=min(limit, MOST),
                **start,
            )
        found = map(to_project, whole(self.client, self.table, reply["Items"]))
        last = reply.get("LastEvaluatedKey")
        return Page(
            items=tuple(sorted(found, key=lambda project: project.name)),
            next=decode(last)["list_sk"] if last else None,
        )


def _listed(name: str) -> dict[str, Any]:
    return {**keys.project(name), "list_pk": keys.PROJECTS, "list_sk": name}


def _item(project: Project) -> dict[str, Any]:
    return {
        **_listed(project.name),
        "name": project.name,
        "samples": project.samples,
        "columns": list(project.columns),
        "manifest": project.manifest,
        "checksum": project.checksum,
        "created_at": iso(project.created_at),
        "appends": list(project.appends),
    }


@named
def to_project(item: Mapping[str, Any]) -> Project:
    """Read a project's item."""
    return Project(
        name=item["name"],
        samples=item["samples"],
        columns=tuple(item["columns"]),
        manifest=item["manifest"],
        checksum=item["checksum"],
        created_at=moment(item["created_at"]),
        appends=tuple(item.get("appends", ())),
    )
