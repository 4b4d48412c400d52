"""What the emulator would forget when it stops: the records of its tables' streams.

It keeps how far each function has read, so that without them the first changes after a start are
taken for read, and never counted.
"""

from typing import Any

from ministack.services import dynamodb

_STREAMS = ("_stream_records", "_stream_trimmed")
_get_state = dynamodb.get_state
_load_state = dynamodb.load_persisted_state


def install() -> None:
    """Have the emulator keep them with its tables."""
    dynamodb.get_state = get_state
    dynamodb.load_persisted_state = load_state


def get_state() -> dict[str, Any]:
    """Give the state of all tables, with their streams."""
    return {**_get_state(), **{name: getattr(dynamodb, name) for name in _STREAMS}}


def load_state(state: dict[str, Any]) -> None:
    """Take over what `get_state` gave."""
    _load_state(state)
    for name in _STREAMS:
        getattr(dynamodb, name).update(state.get(name, {}))
