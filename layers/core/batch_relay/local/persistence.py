"""What the emulator would forget when it stops, and how long it would take to save the rest.

It keeps how far each function has read a table's stream, but not the stream's records, so that
without them the first changes after a start are taken for read, and never counted. And it writes
its state bit by bit, in minutes if there are thousands of samples; `down` does not wait for that.
"""

import json
from types import SimpleNamespace
from typing import IO, Any

from ministack.core import persistence
from ministack.services import dynamodb

_STREAMS = ("_stream_records", "_stream_trimmed")
_get_state = dynamodb.get_state
_load_state = dynamodb.load_persisted_state


def install() -> None:
    """Have the emulator keep them with its tables, and write each service's state at once."""
    dynamodb.get_state = get_state
    dynamodb.load_persisted_state = load_state
    vars(persistence)["json"] = SimpleNamespace(**{**vars(json), "dump": dump})


def dump(state: Any, file: IO[str], **options: Any) -> None:  # noqa: ANN401 - as json's own
    """Write JSON in one go: ten times as fast as part by part."""
    file.write(json.dumps(state, **options))


def get_state() -> dict[str, Any]:
    """Give the state of all tables, with their streams."""
    return {**_get_state(), **{name: getattr(dynamodb, name) for name in _STREAMS}}


def load_state(state: dict[str, Any]) -> None:
    """Take over what `get_state` gave."""
    _load_state(state)
    for name in _STREAMS:
        getattr(dynamodb, name).update(state.get(name, {}))
