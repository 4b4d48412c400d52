"""What a job wrote, line by line."""

from dataclasses import dataclass
from datetime import datetime

from batch_relay.domain.attempts import Attempt
from batch_relay.domain.statuses import JobStatus

# Where AWS Batch logs, unless a job definition says otherwise.
DEFAULT_GROUP = "/aws/batch/job"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStream:
    """Where a job's lines are kept."""

    group: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayJob:
    """One job of an array, as AWS Batch tells of it; no stream before it has started."""

    status: JobStatus
    reason: str
    stream: LogStream | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line, and when it was written."""

    at: datetime
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Part of a log; `next` asks for what follows, now or later.

    A page may be empty without being the last; with `end`, nothing more was
    written so far.
    """

    lines: tuple[LogLine, ...]
    next: str
    end: bool


def stream_of(attempt: Attempt) -> LogStream | None:
    """Return where the attempt's lines are, None while its job has not started."""
    if not attempt.log_stream:
        return None
    return LogStream(group=attempt.log_group or DEFAULT_GROUP, name=attempt.log_stream)
