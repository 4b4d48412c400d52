"""What travels through our own queues, each with the id of the request that it acts for."""

from dataclasses import dataclass
from typing import TypeAlias

from batch_relay.domain.attempts import AttemptKey
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Please submit this attempt; `token` is set on the first one only."""

    attempt: AttemptKey
    token: str | None = None
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRange:
    """Please start the samples on these bytes of a manifest.

    `only` narrows them to chosen samples; `length` is in bytes and ends at a
    line's end. `again` says what to do otherwise than at a first start.
    """

    run: RunKey
    generation: int
    manifest: str
    offset: int
    length: int
    only: tuple[str, ...] = ()
    again: Resubmission = NOTHING
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWhole:
    """Please queue all ranges of a manifest: there are too many to do so within a request."""

    run: RunKey
    generation: int
    manifest: str
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartChosen:
    """Please start these samples, known to the run, again."""

    run: RunKey
    generation: int
    samples: tuple[str, ...]
    again: Resubmission
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarize:
    """Please see what is due to the summary of this run."""

    run: RunKey


StartPart: TypeAlias = StartRange | StartWhole | StartChosen | Summarize


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Please cancel these samples, if they go on in a generation up to this one.

    `only` narrows them to those whose current analysis stands there.
    """

    run: RunKey
    generation: int
    samples: tuple[str, ...]
    reason: str
    only: AnalysisStatus | None = None
    correlation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Please submit what is parked of these samples: their run goes on."""

    run: RunKey
    samples: tuple[str, ...]
    correlation_id: str = ""
