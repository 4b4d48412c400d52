"""Read what an attempt's job wrote."""

from dataclasses import dataclass
from datetime import datetime

from batch_relay.domain.arrays import pack, shortened
from batch_relay.domain.attempts import Attempt
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.logs import LogPage, LogStream, stream_of
from batch_relay.domain.resubmission_checks import first_analysis
from batch_relay.domain.statuses import JobStatus
from batch_relay.services.ports import Arrays, Logs
from batch_relay.services.queries import SampleFound

NOTHING = LogPage(lines=(), next="", end=True)
_UNKNOWN = ": it is no array, or AWS Batch has forgotten its jobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogChoice:
    """Which attempt: the newest that has a log, of those that fit.

    `analysis` is a number, from 1, or a job definition; an attempt's number
    counts within its generation. `index` is that of a job, where the attempt is an array.
    """

    analysis: str | None = None
    generation: int | None = None
    attempt: int | None = None
    index: int | None = None

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
    """Part of an attempt's log; `missing` says why there is none.

    Of an array, it is the log of the job of that `index`, or of the one that was judged;
    `indices` are those of its jobs, unless AWS Batch has forgotten them.
    """

    analysis: int
    attempt: Attempt
    page: LogPage
    missing: str = ""
    index: int | None = None
    status: JobStatus | None = None
    indices: str = ""


def read_logs(
    found: SampleFound, choice: LogChoice, part: LogPart, *, logs: Logs, arrays: Arrays
) -> AttemptLog:
    """Return part of an attempt's log; if it has none, why.

    NotFoundError if there is no such attempt or index, InvalidError if there is no such
    analysis or part.
    """
    analysis, attempt = _chosen(found, choice)
    if choice.index is not None:
        return _of_job(analysis, attempt, choice.index, part, logs=logs, arrays=arrays)
    page = _read(stream_of(attempt), part, logs)
    return AttemptLog(
        analysis=analysis,
        attempt=attempt,
        page=page or NOTHING,
        missing="" if page else _why(attempt),
        indices=_indices(attempt, arrays),
    )


def _of_job(
    analysis: int, attempt: Attempt, index: int, part: LogPart, *, logs: Logs, arrays: Arrays
) -> AttemptLog:
    job = arrays.job(attempt.job_id or "", index)
    if job is None:
        ran = _indices(attempt, arrays)
        msg = f"The attempt ran no index {index}{f', but {shortened(ran)}' if ran else _UNKNOWN}."
        raise NotFoundError(msg)
    page = _read(job.stream, part, logs)
    said = f": {job.reason}" if job.reason else ""
    return AttemptLog(
        analysis=analysis,
        attempt=attempt,
        page=page or NOTHING,
        missing="" if page else f"index {index} is {job.status} and has no log{said}",
        index=index,
        status=job.status,
        indices=_indices(attempt, arrays),
    )


def _indices(attempt: Attempt, arrays: Arrays) -> str:
    return pack(arrays.indices(attempt.job_id)) if attempt.size > 1 and attempt.job_id else ""


def _read(stream: LogStream | None, part: LogPart, logs: Logs) -> LogPage | None:
    """Return part of a log; None if there is none, or no longer."""
    if stream is None:
        return None
    try:
        if part.tail and part.after is None:
            return logs.tail(stream, limit=part.limit)
        return logs.read(stream, after=part.after, limit=part.limit)
    except NotFoundError:
        return None


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
        return max(tried, key=_recency if choice.index is None else _age)
    msg = f"Sample {found.state.sample.name!r} has no such attempt, or not yet; show the sample."
    raise NotFoundError(msg)


def _position(choice: LogChoice, found: SampleFound) -> int | None:
    if choice.analysis is None:
        return None
    return first_analysis(choice.analysis, found.job_definitions)


def _recency(tried: tuple[int, Attempt]) -> tuple[bool, datetime, int, int, int]:
    return (bool(tried[1].log_stream), *_age(tried)[1:])


def _age(tried: tuple[int, Attempt]) -> tuple[bool, datetime, int, int, int]:
    analysis, attempt = tried
    when = (attempt.submitted_at, analysis, attempt.generation, attempt.number)
    return (bool(attempt.job_id), *when)


def _why(attempt: Attempt) -> str:
    """Return why there is no log: the attempt's own reason, if it ended."""
    said = f": {attempt.reason}" if attempt.reason else ""
    if attempt.log_stream:
        return f"its log is not there, or no longer{said}"
    if attempt.size > 1 and not attempt.status.is_waiting:
        return f"it is an array of {attempt.size} jobs, {attempt.status}: choose one by its index"
    if attempt.status.is_final:
        return f"its job wrote no log{said}"
    return f"its job has not started, it is {attempt.status}{said}"
