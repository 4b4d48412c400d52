"""A job, its attempts, and the statuses it goes through."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.jobs.resources import Resources


class JobStatus(StrEnum):
    """Where a job stands; the names are those of AWS Batch."""

    SUBMITTED = "SUBMITTED"
    PENDING = "PENDING"
    RUNNABLE = "RUNNABLE"
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"

    @property
    def is_final(self) -> bool:
        """Whether the job will never change again."""
        return self in {JobStatus.SUCCEEDED, JobStatus.FAILED}

    @property
    def is_waiting(self) -> bool:
        """Whether the job can still be cancelled."""
        return self in {JobStatus.SUBMITTED, JobStatus.PENDING, JobStatus.RUNNABLE}

    @property
    def is_live(self) -> bool:
        """Whether the job has a place on a host."""
        return self in {JobStatus.STARTING, JobStatus.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRule:
    """What to do when an attempt ended in a certain way; an absent pattern matches anything."""

    action: str
    on_exit_code: str | None = None
    on_reason: str | None = None
    on_status_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryStrategy:
    """How often a job is tried, and which failures are worth it."""

    attempts: int = 1
    rules: tuple[RetryRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One task on one host; `place` is its compute environment, times are in milliseconds."""

    task: str
    task_arn: str
    instance: str
    instance_arn: str
    place: str
    log_stream: str | None = None
    started_at: int | None = None
    stopped_at: int | None = None
    exit_code: int | None = None
    reason: str | None = None
    status_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job, an array of jobs (`size` is set), or one of an array (`parent`, `index`, `siblings`).

    `waits_for` holds the ids of the jobs that must succeed first; `current` is the attempt under
    way.
    """

    id: str
    arn: str
    name: str
    queue: str
    definition: str
    status: JobStatus
    created_at: int
    container: Document
    demand: Resources
    environment: dict[str, str]
    parameters: dict[str, str]
    tags: dict[str, str]
    dependencies: list[dict[str, str]]
    waits_for: frozenset[str] = frozenset()
    retry: RetryStrategy = field(default_factory=RetryStrategy)
    timeout: int | None = None
    size: int | None = None
    parent: str | None = None
    index: int | None = None
    siblings: int | None = None
    share: str | None = None
    priority: int | None = None
    propagates_tags: bool = False
    platforms: list[str] = field(default_factory=list)
    status_reason: str | None = None
    started_at: int | None = None
    stopped_at: int | None = None
    attempts: tuple[Attempt, ...] = ()
    current: Attempt | None = None
    is_cancelled: bool = False
    is_terminated: bool = False

    @property
    def definition_name(self) -> str:
        """The definition's name, without its revision."""
        return self.definition.rsplit("/", 1)[-1].rsplit(":", 1)[0]

    @property
    def last_attempt(self) -> Attempt | None:
        """The attempt under way, or else the latest."""
        return self.current or (self.attempts[-1] if self.attempts else None)

    def fail(self, reason: str, now: int) -> "Job":
        """End the job without another attempt."""
        return replace(self, status=JobStatus.FAILED, status_reason=reason, stopped_at=now)
