"""Where the last sweep broke off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment_if
from batch_relay.adapters.dynamodb.reading import named
from batch_relay.adapters.errors import translated
from batch_relay.domain.counting import Tally
from batch_relay.domain.errors import UnreadableError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Bookmark

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_KEY: keys.Key = {"pk": "RECONCILE", "sk": "BOOKMARK"}
_JOBS: keys.Key = {"pk": "RECONCILE", "sk": "JOBS"}
_EXECUTIONS: keys.Key = {"pk": "RECONCILE", "sk": "EXECUTIONS"}


@dataclass(frozen=True)
class DynamoBookmarks:
    """One item, without a place when the last sweep came to its end; one each for the others."""

    client: "DynamoDBClient"
    table: str

    def get(self) -> Bookmark | None:
        """Return it; None if the last sweep came to its end."""
        item = self._read(_KEY)
        try:
            return _to_bookmark(item) if "project" in item else None
        except UnreadableError:
            # It only saves time: a sweep that begins anew misses nothing.
            return None

    def put(self, bookmark: Bookmark | None) -> None:
        """Keep it for the next sweep; None at the end."""
        place: dict[str, Any] = (
            {
                "project": bookmark.run.project,
                "workflow": bookmark.run.workflow,
                "status": bookmark.status,
                "after": bookmark.after,
                "tally": bookmark.tally and _from_tally(bookmark.tally),
            }
            if bookmark
            else {}
        )
        self._put(_KEY | place)

    def looked_until(self) -> datetime | None:
        """Return until when the jobs of all queues were made that were looked at."""
        return moment_if(self._read(_JOBS).get("until"))

    def look_until(self, moment: datetime) -> None:
        """Remember that."""
        self._put(_JOBS | {"until": iso(moment)})

    def executions_after(self) -> str | None:
        """Return the `next` of the page of executions that was looked at; None at the end."""
        after: str | None = self._read(_EXECUTIONS).get("after")
        return after

    def go_on_after(self, page: str | None) -> None:
        """Remember that."""
        self._put(_EXECUTIONS | {"after": page})

    def _read(self, key: keys.Key) -> dict[str, Any]:
        with translated():
            reply = self.client.get_item(TableName=self.table, Key=encode(key), ConsistentRead=True)
        return decode(reply.get("Item", {}))

    def _put(self, item: Mapping[str, Any]) -> None:
        with translated():
            self.client.put_item(TableName=self.table, Item=encode(item))


@named
def _to_bookmark(item: Mapping[str, Any]) -> Bookmark:
    return Bookmark(
        run=RunKey(project=item["project"], workflow=item["workflow"]),
        status=SampleStatus(item["status"]) if "status" in item else None,
        after=item.get("after"),
        tally=_to_tally(item["tally"]) if "tally" in item else None,
    )


def _from_tally(tally: Tally) -> dict[str, Any]:
    """Write a recount under way; sequence numbers are longer than a number may be."""
    return {
        "seen": {bucket: str(last) for bucket, last in tally.seen.items()},
        "counted": dict(tally.counted),
        "after": tally.after or "",
    }


def _to_tally(item: Mapping[str, Any]) -> Tally:
    return Tally(
        seen={bucket: int(last) for bucket, last in item["seen"].items()},
        counted=item["counted"],
        after=item["after"] or None,
    )
