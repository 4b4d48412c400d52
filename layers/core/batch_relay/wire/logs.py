"""What a job wrote."""

from datetime import datetime
from typing import Self

from pydantic import Field

from batch_relay.domain.statuses import JobStatus
from batch_relay.services.read_logs import AttemptLog, LogChoice, LogPart
from batch_relay.wire.problems import Wire
from batch_relay.wire.samples import AttemptItem

MOST_LINES = 10_000


class LogQuery(Wire):
    """Which attempt's log, and which part, as parameters of the query."""

    analysis: str | None = Field(
        default=None, description="Its number, from 1, or its job definition."
    )
    generation: int | None = Field(default=None, description="That of the attempt.")
    attempt: int | None = Field(default=None, description="Its number within its generation.")
    index: int | None = Field(
        default=None, ge=0, description="That of a job, where the attempt is an array of jobs."
    )
    next: str | None = Field(default=None, description="The `next` of the page before.")
    limit: int = Field(default=1_000, ge=1, le=MOST_LINES)
    tail: bool = Field(default=False, description="The last lines, not the first ones.")

    def choice(self) -> LogChoice:
        """Return which attempt."""
        return LogChoice(
            analysis=self.analysis,
            generation=self.generation,
            attempt=self.attempt,
            index=self.index,
        )

    def part(self) -> LogPart:
        """Return which part."""
        return LogPart(after=self.next, limit=self.limit, tail=self.tail)


class LogLineItem(Wire):
    """A line, and when it was written."""

    timestamp: datetime
    message: str


class LogItem(Wire):
    """Part of an attempt's log; `analysis` counts from 0, as everywhere in a sample.

    `next` asks for what follows; an empty page is not the end, `end` says it, as far
    as was written. `missing` says why there is no log. Of an array of jobs, `indices` are those
    of its jobs, such as `0-9,17`, and `index` is whose log it is, at `job_status`; without it,
    it is that of the job that was judged, if one has failed.
    """

    sample: str
    analysis: int
    job_definition: str
    attempt: AttemptItem
    items: list[LogLineItem]
    next: str
    end: bool
    missing: str = ""
    index: int | None = None
    job_status: JobStatus | None = None
    indices: str = ""

    @property
    def title(self) -> str:
        """Return whose log it is, in short."""
        job = "" if self.index is None else f"[{self.index}]"
        return f"{self.sample} {self.job_definition} #{self.attempt.number}{job}"

    @classmethod
    def of(cls, sample: str, job_definitions: tuple[str, ...], log: AttemptLog) -> Self:
        """Read part of a log."""
        return cls(
            sample=sample,
            analysis=log.analysis,
            job_definition=job_definitions[log.analysis],
            attempt=AttemptItem.of(log.attempt),
            items=[LogLineItem(timestamp=one.at, message=one.message) for one in log.page.lines],
            next=log.page.next,
            end=log.page.end,
            missing=log.missing,
            index=log.index,
            job_status=log.status,
            indices=log.indices,
        )
