"""The port on EventBridge: our own events, on the default bus."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.notices import Notice

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE = "batch-relay"
# The version of the details' schemas, docs/events/*.schema.json.
VERSION = "1"
# Quota of PutEvents.
MAX_ENTRIES = 10


@dataclass(frozen=True)
class EventBridgeNotices:
    """Notices as events of source `batch-relay`; `stack` tells deployments apart."""

    client: "EventBridgeClient"
    stack: str

    def tell(self, notices: Sequence[Notice]) -> None:
        """Put the events; a batch that was taken in part is put again, whole."""
        for first in range(0, len(notices), MAX_ENTRIES):
            entries = [to_entry(one, self.stack) for one in notices[first : first + MAX_ENTRIES]]
            with translated():
                reply = self.client.put_events(Entries=entries)
            if reply["FailedEntryCount"]:
                msg = f"EventBridge refused {reply['FailedEntryCount']} events"
                raise UnavailableError(msg)


def to_entry(notice: Notice, stack: str) -> "PutEventsRequestEntryTypeDef":
    """Write a notice as an event."""
    where = {"project": notice.run.project, "workflow": notice.run.workflow}
    detail = {"version": VERSION, "stack": stack, **where, **notice.details}
    entry: PutEventsRequestEntryTypeDef = {
        "Source": SOURCE,
        "DetailType": notice.kind,
        "Detail": json.dumps(detail, ensure_ascii=False),
    }
    return entry | {"Time": notice.at} if notice.at else entry
