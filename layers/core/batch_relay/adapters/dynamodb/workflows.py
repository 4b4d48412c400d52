"""Registered workflow definitions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.dynamodb.listing import MOST, Listing, by_name, listed
from batch_relay.adapters.dynamodb.reading import named, whole
from batch_relay.adapters.errors import translated
from batch_relay.domain.definitions import ListedWorkflow, Workflow, workflow_from_json
from batch_relay.domain.names import WORKFLOW_NAME
from batch_relay.services.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# A definition may be as large as an item, and a function has little memory.
MOST_REMEMBERED = 20
_LISTED = ("pk", "sk", "name", "version", "analyses")


@dataclass(frozen=True)
class DynamoWorkflows:
    """An item per version, and a copy of the newest, so that either is one read.

    The index lists the newest by name, and its item tells what a list shows.

    A version never changes: it is read once, and remembered as long as the function is warm.
    """

    client: "DynamoDBClient"
    table: str
    _remembered: dict[tuple[str, str], Workflow] = field(
        default_factory=dict[tuple[str, str], Workflow], init=False, repr=False
    )

    def latest(self, name: str) -> Workflow | None:
        """Return the newest version, if there is one."""
        return self._read(keys.workflow(name))

    def version(self, name: str, version: str) -> Workflow | None:
        """Return that version."""
        known = self._remembered.get((name, version))
        if known is None and (known := self._read(keys.workflow(name, version))):
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[name, version] = known
        return known

    def put(self, workflow: Workflow) -> None:
        """Store a version and make it the newest; again is harmless.

        The version goes first, so that the newest one can always be found by it.
        """
        source = json.dumps(workflow.source, ensure_ascii=False, separators=(",", ":"))
        version = keys.workflow(workflow.name, workflow.version)
        for item in version, _newest(workflow):
            with translated():
                self.client.put_item(
                    TableName=self.table,
                    Item=encode({**item, "version": workflow.version, "source": source}),
                )

    def list(
        self, *, prefix: str = "", after: str | None = None, limit: int = MOST
    ) -> Page[ListedWorkflow]:
        """Return workflows by name, those whose names begin so; summaries are left out."""
        found, last = by_name(
            self.client,
            self.table,
            Listing(kind=keys.WORKFLOWS, key_of=keys.workflow),
            prefix=prefix,
            after=after,
            limit=limit,
        )
        items = map(_to_listed, whole(self.client, self.table, found, attributes=_LISTED))
        return Page(items=tuple(sorted(items, key=lambda each: each.name)), next=last)

    def _read(self, key: keys.Key) -> Workflow | None:
        with translated():
            reply = self.client.get_item(TableName=self.table, Key=encode(key), ConsistentRead=True)
        if "Item" not in reply:
            return None
        return workflow_from_json(json.loads(decode(reply["Item"])["source"]))


def _newest(workflow: Workflow) -> dict[str, Any]:
    """Return the keys of the newest version, and what lists show; of a summary, the keys."""
    key = keys.workflow(workflow.name)
    if not WORKFLOW_NAME.accepts(workflow.name):
        return {**key}
    told = ListedWorkflow.of(workflow)
    shown = {"name": told.name, "analyses": list(told.analyses)}
    return listed(key, keys.WORKFLOWS, told.name) | shown


@named
def _to_listed(item: Mapping[str, Any]) -> ListedWorkflow:
    return ListedWorkflow(
        name=item["name"], version=item["version"], analyses=tuple(item["analyses"])
    )
