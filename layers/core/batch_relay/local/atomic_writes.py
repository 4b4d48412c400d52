"""One write to a table at a time, as DynamoDB's conditions promise.

State machines run in threads of the emulator, beside the server: two writes of an item could both
find it as it was before, and the stream would tell the same change twice.
"""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Any

from ministack.services import dynamodb

_WRITES = (
    "_put_item",
    "_update_item",
    "_delete_item",
    "_batch_write_item",
    "_transact_write_items",
)
# One for all, and reentrant: what writes several items calls what writes one.
_lock = RLock()


def install() -> None:
    """Have writes wait for each other."""
    for name in _WRITES:
        setattr(dynamodb, name, alone(getattr(dynamodb, name)))


def alone(write: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Let a write go on only while no other does."""

    @wraps(write)
    def locked(data: dict[str, Any]) -> Any:  # noqa: ANN401 - the emulator's own answer
        with _lock:
            return write(data)

    return locked
