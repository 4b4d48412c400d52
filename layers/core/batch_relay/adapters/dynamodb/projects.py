"""Imported projects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment
from batch_relay.adapters.dynamodb.listing import MOST, Listing, by_name, listed
from batch_relay.adapters.dynamodb.reading import named, whole
from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import Project
from batch_relay.services.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


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
        found, last = by_name(
            self.client,
            self.table,
            Listing(kind=keys.PROJECTS, key_of=keys.project),
            prefix=prefix,
            after=after,
            limit=limit,
        )
        items = map(to_project, whole(self.client, self.table, found))
        return Page(items=tuple(sorted(items, key=lambda project: project.name)), next=last)


def _item(project: Project) -> dict[str, Any]:
    return {
        **listed(keys.project(project.name), keys.PROJECTS, project.name),
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
