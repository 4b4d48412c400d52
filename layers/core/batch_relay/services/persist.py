"""Try again at once when somebody else was faster."""

from collections.abc import Callable
from typing import TypeVar

from batch_relay.domain.errors import ConflictError

T = TypeVar("T")

# Few things ever touch one analysis at one time: its job's event, its outputs' events,
# and the function that submits it. What still collides comes again with its message.
TRIES = 4


def persist(action: Callable[[], T]) -> T:
    """Run `action`, which reads before it writes; again if what it read has changed."""
    for _ in range(TRIES - 1):
        try:
            return action()
        except ConflictError:
            continue
    return action()
