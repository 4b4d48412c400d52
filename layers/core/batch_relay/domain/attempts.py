"""One analysis of one sample: its attempts, past and present."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from batch_relay.domain.arrays import pack, shortened, unpack
from batch_relay.domain.attempt_keys import OWNER_TAG, AnalysisKey, AttemptKey
from batch_relay.domain.job_changes import JobChange
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.domain.terms import Terms
from batch_relay.domain.usage import Price, Usage, Use, total, used

# Stands in the place of a rule where an analysis failed before it had a job.
NOT_SUBMITTED = "not submitted"

__all__ = [
    "NOT_SUBMITTED",
    "OWNER_TAG",
    "AnalysisKey",
    "AnalysisState",
    "Attempt",
    "AttemptKey",
    "JobChange",
    "failure_of",
    "usage_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt that ended; `decision` says what was done about it and why.

    `rule` is the row of the table of failures that decided. `size` is how many jobs the
    attempt had: more than one if it was an array, whose `failed` indices are those of the
    analysis, and which `ran` so long together. `cost` is in micro-dollars, at the prices of
    its end; None if its queue had none. `definition` and `image` are what its job ran.
    `terms` are None if they are those of its analysis.
    """

    generation: int
    number: int
    job_id: str | None
    queue: str
    memory: int | None
    status: AnalysisStatus
    submitted_at: datetime
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    exit_code: int | None = None
    reason: str = ""
    rule: str = ""
    decision: str = ""
    log_stream: str = ""
    log_group: str = ""
    size: int = 1
    failed: str = ""
    vcpus: float | None = None
    cost: int | None = None
    ran: timedelta | None = None
    definition: str = ""
    image: str = ""
    terms: Terms | None = None

    @property
    def usage(self) -> Usage:
        """Return what its job has used, as far as AWS Batch said."""
        return used(
            self._ran,
            vcpus=self.vcpus or 0,
            memory=self.memory or 0,
            jobs=self.size,
            cost=self.cost or 0,
        )

    @property
    def _ran(self) -> timedelta:
        """Return for how long it occupied a machine; jobs of an array wait and run apart."""
        if self.size > 1:
            return self.ran or timedelta()
        if self.started_at and self.stopped_at:
            return self.stopped_at - self.started_at
        return timedelta()

    @property
    def use(self) -> Use:
        """Return whether that was of use."""
        return Use.USEFUL if self.status.is_complete else Use.WASTED

    def priced(self, price: Price | None) -> "Attempt":
        """Return the attempt with what it costs, if there is a price."""
        return replace(self, cost=self.usage.cost_at(price)) if price else self


def failure_of(history: Iterable[Attempt], *, generation: int, number: int) -> str:
    """Return the rule that decided about a failed attempt; NOT_SUBMITTED if it had no job."""
    ours = (past for past in history if (past.generation, past.number) == (generation, number))
    return next((past.rule for past in ours if past.rule), NOT_SUBMITTED)


def usage_of(attempts: Iterable[Attempt], use: Use | None = None) -> Usage:
    """Return what attempts have used together, or only those of one use."""
    return total(one.usage for one in attempts if use in {None, one.use})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisState:
    """Where an analysis of a sample stands; `revision` guards every write.

    `attempt`, `job_id`, `queue`, `memory` (MiB) and the times are those of the
    current attempt; `queue` and `memory` are empty until something chose them.
    `not_before` is the earliest time of a resubmission; outputs count if they
    were written after `since`, if it is set. `tokens` are the task tokens that
    wait for the end: one, unless Step Functions sent its message twice.
    `history` holds the attempts that ended. `log_group` is empty where it is AWS Batch's own.
    `indices` are those of an array that are still to be run, in the current attempt
    unless they are too many for it, and `size` is how many jobs that has. The sample
    has succeeded with its `last` analysis. `parameters` and `timeout` are what was asked
    for when it was resubmitted.
    """

    key: AnalysisKey
    generation: int
    version: str
    status: AnalysisStatus
    attempt: int
    tokens: tuple[str, ...]
    updated_at: datetime
    submitted_at: datetime
    outputs: tuple[str, ...] = ()
    job_id: str | None = None
    queue: str = ""
    memory: int | None = None
    started_at: datetime | None = None
    reason: str = ""
    not_before: datetime | None = None
    since: datetime | None = None
    history: tuple[Attempt, ...] = ()
    log_stream: str = ""
    log_group: str = ""
    size: int = 1
    indices: str = ""
    last: bool = False
    revision: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)
    timeout: int | None = None

    @property
    def terms(self) -> Terms:
        """Return what the attempts of this generation are made on."""
        return Terms(version=self.version, parameters=self.parameters, timeout=self.timeout)

    @property
    def attempt_key(self) -> AttemptKey:
        """Return the identity of the current attempt."""
        return AttemptKey(key=self.key, generation=self.generation, number=self.attempt)

    @property
    def quiet_since(self) -> datetime:
        """Return since when nothing was heard that might have been: not while it waits its turn."""
        return max(self.updated_at, self.not_before or self.updated_at)

    @property
    def tried(self) -> "tuple[Attempt, ...]":
        """Return the attempts of this generation that failed."""
        ours = (past for past in self.history if past.generation == self.generation)
        return tuple(past for past in ours if past.status is not AnalysisStatus.SUCCEEDED)

    @property
    def attempts(self) -> "tuple[Attempt, ...]":
        """Return all attempts, oldest first; the current one is listed too until it ends."""
        return (*self.history, self._current()) if self._goes_on() else self.history

    @property
    def attempt_keys(self) -> tuple[AttemptKey, ...]:
        """Return their identities."""
        numbers = ((one.generation, one.number) for one in self.attempts)
        return tuple(AttemptKey(key=self.key, generation=g, number=n) for g, n in numbers)

    def _goes_on(self) -> bool:
        """Whether there is a job, or will be in a moment, that is not in the history."""
        if self.job_id is None:
            return self.status is AnalysisStatus.SUBMITTING
        return not self.recorded(self.job_id)

    def _current(self) -> Attempt:
        return Attempt(
            generation=self.generation,
            number=self.attempt,
            job_id=self.job_id,
            queue=self.queue,
            memory=self.memory,
            status=self.status,
            submitted_at=self.submitted_at,
            started_at=self.started_at,
            reason=self.reason,
            log_stream=self.log_stream,
            log_group=self.log_group,
            size=self.size,
        )

    @property
    def running(self) -> tuple[int, ...]:
        """Return the indices of an array that the current attempt runs, in order."""
        return unpack(self.indices)[: self.size]

    @property
    def waiting(self) -> str:
        """Return the indices that were too many for it."""
        return pack(unpack(self.indices)[self.size :])

    def counts(self, written_at: datetime | None) -> bool:
        """Whether an object written then is there, and new enough; S3 tells whole seconds."""
        if written_at is None:
            return False
        return self.since is None or written_at >= self.since.replace(microsecond=0)

    def recorded(self, job_id: str) -> bool:
        """Whether the job belongs to an attempt that ended."""
        return any(past.job_id == job_id for past in self.history)

    def ended(
        self,
        status: AnalysisStatus,
        change: JobChange,
        decision: str = "",
        rule: str = "",
        failed: str = "",
    ) -> "AnalysisState":
        """Return the state with the current attempt moved to the history."""
        past = Attempt(
            generation=self.generation,
            number=self.attempt,
            job_id=change.submitted_id,
            queue=self.queue,
            memory=change.memory or self.memory,
            status=status,
            submitted_at=self.submitted_at,
            started_at=change.started_at or self.started_at,
            stopped_at=change.stopped_at or change.at,
            exit_code=change.exit_code,
            reason=change.reason,
            rule=rule,
            decision=decision,
            log_stream=change.log_stream or self.log_stream,
            log_group=change.log_group or self.log_group,
            size=self.size,
            failed=shortened(failed),
            vcpus=change.vcpus,
            ran=change.ran,
            definition=change.definition,
            image=change.image,
        )
        return replace(self, history=(*self.history, past), job_id=past.job_id)
