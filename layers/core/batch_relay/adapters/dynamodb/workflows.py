"""Registered workflow definitions."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode
from batch_relay.adapters.errors import translated
from batch_relay.domain.definitions import Workflow, workflow_from_json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class DynamoWorkflows:
    """An item per version, and a copy of the newest, so that either is one read."""

    client: "DynamoDBClient"
    table: str

    def latest(self, name: str) -> Workflow | None:
        """Return the newest version, if there is one."""
        return self._read(keys.workflow(name))

    def version(self, name: str, version: str) -> Workflow | None:
        """Return that version."""
        return self._read(keys.workflow(name, version))

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
