"""How a resubmission is written, in the table and in messages."""

import json
from dataclasses import asdict
from datetime import datetime

from batch_relay.domain.resubmissions import NOTHING, Resubmission


def from_resubmission(again: Resubmission) -> str | None:
    """Write what was asked for; None for nothing."""
    if again == NOTHING:
        return None
    given = {name: value for name, value in asdict(again).items() if value}
    zero = {} if again.priority is None else {"priority": again.priority}
    return json.dumps(given | zero | {"first": again.first}, default=_plain)


def to_resubmission(text: str | None) -> Resubmission:
    """Read it back."""
    if not text:
        return NOTHING
    given = json.loads(text)
    asked_at = given.pop("asked_at", None)
    return Resubmission(**given, asked_at=asked_at and datetime.fromisoformat(asked_at))


def _plain(value: object) -> object:
    """Write what JSON does not know: a moment, or a mapping that is no dict."""
    return value.isoformat() if isinstance(value, datetime) else dict(value)  # type: ignore[call-overload]
