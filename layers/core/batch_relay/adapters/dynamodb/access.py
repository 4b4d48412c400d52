"""Labs, and their members: an item each, those of a kind together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.dynamodb.reading import named
from batch_relay.adapters.errors import translated
from batch_relay.domain.labs import Lab
from batch_relay.domain.members import Member, Role

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class DynamoLabs:
    """An item per lab."""

    client: "DynamoDBClient"
    table: str

    def get(self, name: str) -> Lab | None:
        """Return the lab, if there is one."""
        item = _get(self.client, self.table, keys.lab(name))
        return to_lab(item) if item else None

    def put(self, lab: Lab) -> None:
        """Store the lab, in place of one of its name."""
        has = {field: sorted(getattr(lab, field)) for field in _LISTS}
        _put(self.client, self.table, {**keys.lab(lab.name), "name": lab.name, **has})

    def remove(self, name: str) -> None:
        """Forget the lab; one that isn't there is none already."""
        _delete(self.client, self.table, keys.lab(name))

    def all(self) -> tuple[Lab, ...]:
        """Return every lab, by name."""
        return tuple(map(to_lab, _all(self.client, self.table, keys.LABS)))


@dataclass(frozen=True)
class DynamoMembers:
    """An item per member, read whenever it is asked for: who is revoked is out at once."""

    client: "DynamoDBClient"
    table: str

    def get(self, principal: str) -> Member | None:
        """Return the member as just stored, if there is one."""
        item = _get(self.client, self.table, keys.member(principal))
        return to_member(item) if item else None

    def put(self, member: Member) -> None:
        """Store the member, in place of one of that principal."""
        said = {"principal": member.principal, "role": str(member.role), "lab": member.lab}
        _put(self.client, self.table, {**keys.member(member.principal), **said})

    def remove(self, principal: str) -> None:
        """Forget the member; one that isn't there is none already."""
        _delete(self.client, self.table, keys.member(principal))

    def all(self) -> tuple[Member, ...]:
        """Return every member, by principal."""
        return tuple(map(to_member, _all(self.client, self.table, keys.MEMBERS)))


_LISTS = ("queues", "job_definitions", "outputs")


@named
def to_lab(item: Mapping[str, Any]) -> Lab:
    """Read a lab's item."""
    return Lab(name=item["name"], **{field: frozenset(item[field]) for field in _LISTS})


@named
def to_member(item: Mapping[str, Any]) -> Member:
    """Read a member's item."""
    return Member(principal=item["principal"], role=Role(item["role"]), lab=item["lab"])


def _get(client: "DynamoDBClient", table: str, key: keys.Key) -> dict[str, Any]:
    with translated():
        reply = client.get_item(TableName=table, Key=encode(key), ConsistentRead=True)
    return decode(reply.get("Item", {}))


def _put(client: "DynamoDBClient", table: str, item: Mapping[str, Any]) -> None:
    with translated():
        client.put_item(TableName=table, Item=encode(item))


def _delete(client: "DynamoDBClient", table: str, key: keys.Key) -> None:
    with translated():
        client.delete_item(TableName=table, Key=encode(key))


def _all(client: "DynamoDBClient", table: str, partition: str) -> Iterator[dict[str, Any]]:
    with translated():
        for page in client.get_paginator("query").paginate(
            TableName=table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=encode({":pk": partition}),
            ConsistentRead=True,
        ):
            yield from map(decode, page["Items"])
