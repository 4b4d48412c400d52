"""What travels through our own queues."""

from dataclasses import dataclass

from batch_relay.domain.attempts import AttemptKey
from batch_relay.domain.runs import RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Please submit this attempt; `token` is set on the first one only."""

    attempt: AttemptKey
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRange:
    """Please start the samples on these bytes of a manifest.

    `only` narrows them to chosen samples; `length` is in bytes and ends at a
    line's end.
    """

    run: RunKey
    generation: int
    manifest: str
    offset: int
    length: int
    only: tuple[str, ...] = ()
