"""Registered workflow definitions."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.errors import translated
from batch_relay.domain.definitions import Workflow, workflow_from_json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# A definition may be as large as an item, and a function has little memory.
MOST_REMEMBERED = 20


@dataclass(frozen=True)
class DynamoWorkflows:
    """An item per version, and a copy of the newest, so that either is one read.

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
        for key in keys.workflow(workflow.name, workflow.version), keys.workflow(workflow.name):
            with translated():
                self.client.put_item(
                    TableName=self.table,
                    Item=encode({**key, "version": workflow.version, "source": source}),
                )

    def _read(self, key: keys.Key) -> Workflow | None:
        with translated():
            reply = self.client.get_item(TableName=self.table, Key=encode(key), ConsistentRead=True)
        if "Item" not in reply:
            return None
        return workflow_from_json(json.loads(decode(reply["Item"])["source"]))
