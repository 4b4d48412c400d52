"""One write to a table at a time, as DynamoDB's conditions promise.

State machines run in threads of the emulator, beside the server: two writes of an item could both
find it as it was before, and the stream would tell the same change twice.
"""

from threading import RLock
from typing import Any

from ministack.services import dynamodb

_lock = RLock()
_update_item = dynamodb._update_item  # noqa: SLF001 - what state machines call


def install() -> None:
    """Have updates wait for each other."""
    dynamodb._update_item = update_item  # noqa: SLF001


def update_item(data: dict[str, Any]) -> Any:  # noqa: ANN401 - the emulator's own answer
    """Update an item while no other update is on its way."""
    with _lock:
        return _update_item(data)
