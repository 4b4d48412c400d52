"""What jobs wrote, in memory."""

from dataclasses import dataclass, field

from batch_relay.domain.errors import InvalidError, NotFoundError
from batch_relay.domain.logs import ArrayJob, LogLine, LogPage, LogStream


@dataclass
class MemoryLogs:
    """Log streams in a dict; a page's `next` is the number of lines before it."""

    streams: dict[LogStream, list[LogLine]] = field(default_factory=dict[LogStream, list[LogLine]])

    def read(self, stream: LogStream, *, after: str | None = None, limit: int) -> LogPage:
        """Return the lines that follow a page's `next`, the first ones without it.

        NotFoundError if there is no such stream, InvalidError for a strange `after`.
        """
        lines, first = self._all(stream), _position(after)
        found = tuple(lines[first : first + limit])
        ended = after is not None and not found
        return LogPage(lines=found, next=str(first + len(found)), end=ended)

    def tail(self, stream: LogStream, *, limit: int) -> LogPage:
        """Return the last lines; NotFoundError if there is no such stream."""
        lines = self._all(stream)
        return LogPage(lines=tuple(lines[-limit:]), next=str(len(lines)), end=True)

    def _all(self, stream: LogStream) -> list[LogLine]:
        if stream in self.streams:
            return self.streams[stream]
        msg = f"There is no log stream {stream.name}."
        raise NotFoundError(msg)


@dataclass
class MemoryArrays:
    """Jobs of arrays by the array's id and their index."""

    jobs: dict[str, dict[int, ArrayJob]] = field(default_factory=dict[str, dict[int, ArrayJob]])

    def indices(self, job_id: str) -> tuple[int, ...]:
        """Return the indices that a job's attempt ran; none if it is no array, or forgotten."""
        return tuple(self.jobs.get(job_id, ()))

    def job(self, job_id: str, index: int) -> ArrayJob | None:
        """Return the job of that index; None if there is none, or it is forgotten."""
        return self.jobs.get(job_id, {}).get(index)


def _position(after: str | None) -> int:
    if after is None or after.isdecimal():
        return int(after or 0)
    msg = f"{after!r} is no place in a log."
    raise InvalidError(msg)
