"""Read what an attempt's job wrote."""

from dataclasses import dataclass
from datetime import datetime

from batch_relay.domain.attempts import Attempt
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.logs import LogPage, stream_of
from batch_relay.domain.resubmission_checks import first_analysis
from batch_relay.services.ports import Logs
from batch_relay.services.queries import SampleFound

NOTHING = LogPage(lines=(), next="", end=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogChoice:
    """Which attempt: the newest that has a log, of those that fit.

    `analysis` is a number, from 1, or a job definition; an attempt's number
    counts within its generation.
    """

    analysis: str | None = None
    generation: int | None = None
    attempt: int | None = None

    def fits(self, attempt: Attempt) -> bool:
        """Whether the attempt is one of those."""
        return self.generation in {None, attempt.generation} and self.attempt in {
            None,
            attempt.number,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPart:
    """Which part: `limit` lines after the `next` of a page, or the first or the last ones."""

    after: str | None = None
    limit: int
    tail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptLog:
    """Part of an attempt's log; `missing` says why there is none."""

    analysis: int
    attempt: Attempt
    page: LogPage
    missing: str = ""


def read_logs(found: SampleFound, choice: LogChoice, part: LogPart, *, logs: Logs) -> AttemptLog:
    """Return part of an attempt's log; if it has none, why.

    NotFoundError if there is no such attempt, InvalidError if there is no such
    analysis or part.
    """
    analysis, attempt = _chosen(found, choice)
    stream = stream_of(attempt)
    if stream is None:
        return _without(analysis, attempt)
    try:
        page = (
            logs.tail(stream, limit=part.limit)
            if part.tail and part.after is None
            else logs.read(stream, after=part.after, limit=part.limit)
        )
    except NotFoundError:
        return _without(analysis, attempt)
    return AttemptLog(analysis=analysis, attempt=attempt, page=page)


def _chosen(found: SampleFound, choice: LogChoice) -> tuple[int, Attempt]:
    wanted = _position(choice, found)
    tried = [
        (state.key.analysis, attempt)
        for state in found.analyses
        if wanted in {None, state.key.analysis}
        for attempt in state.attempts
        if choice.fits(attempt)
    ]
    if tried:
        return max(tried, key=_recency)
    msg = f"Sample {found.state.sample.name!r} has no such attempt, or not yet; show the sample."
    raise NotFoundError(msg)


def _position(choice: LogChoice, found: SampleFound) -> int | None:
    if choice.analysis is None:
        return None
    return first_analysis(choice.analysis, found.job_definitions)


def _recency(tried: tuple[int, Attempt]) -> tuple[bool, datetime, int, int, int]:
    analysis, attempt = tried
    when = (attempt.submitted_at, analysis, attempt.generation, attempt.number)
    return (bool(attempt.log_stream), *when)


def _without(analysis: int, attempt: Attempt) -> AttemptLog:
    return AttemptLog(analysis=analysis, attempt=attempt, page=NOTHING, missing=_why(attempt))


def _why(attempt: Attempt) -> str:
    """Return why there is no log: the attempt's own reason, if it ended."""
    said = f": {attempt.reason}" if attempt.reason else ""
    if attempt.log_stream:
        return f"its log is not there, or no longer{said}"
    if attempt.status.is_final:
        return f"its job wrote no log{said}"
    return f"its job has not started, it is {attempt.status}{said}"
