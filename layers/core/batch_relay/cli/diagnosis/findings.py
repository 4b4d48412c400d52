"""What a check found."""

from collections.abc import Callable
from dataclasses import dataclass

from batch_relay.adapters.errors import translated
from batch_relay.cli.wording import of_error
from batch_relay.domain.errors import BatchRelayError


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, whether it is well, and what it is or what to do."""

    subject: str
    ok: bool
    said: str


def examine(subject: str, look: Callable[[], str]) -> Finding:
    """Look at something: what it returns is well, what it raises is not."""
    try:
        with translated():
            return Finding(subject=subject, ok=True, said=look())
    except BatchRelayError as error:
        return Finding(subject=subject, ok=False, said=of_error(error))
