"""AWS Batch: jobs that run for a while, and end in one way or another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from batch_relay.domain.attempts import AttemptKey, JobChange
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.statuses import JobStatus
from tests.simulation.endings import (
    AFTERWARDS,
    BLOCKED,
    BROKEN,
    CHILD_FAILED,
    FAILED,
    FITS_NOWHERE,
    HOPELESS,
    NOT_STARTED,
    OUT_OF_MEMORY,
    RECLAIMED,
    TIMED_OUT,
    Ending,
)
from tests.simulation.faults import Faults
from tests.simulation.jobs import Job, Nature, memory_of
from tests.simulation.storage import Bucket
from tests.simulation.timeline import Timeline
from tests.simulation.violation import BrokenRuleError, Rule

SPOT = "spot"
# Queues with a scheduling policy; others take no share.
FAIR = frozenset({SPOT})
_STEPS = (JobStatus.RUNNABLE, JobStatus.STARTING, JobStatus.RUNNING)


@dataclass
class Batch:
    """The port Jobs. `seconds` is how long a job's longest step takes.

    Ended jobs are forgotten after `keeps` seconds; a job appears in lists up to
    `lag` seconds after it was submitted. `watch` is told of every change. `unwanted`
    are the jobs that somebody asked to terminate.
    """

    natures: Mapping[tuple[str, int], Nature]
    seconds: float
    keeps: float
    lag: float
    bucket: Bucket
    timeline: Timeline
    faults: Faults
    emit: Callable[[JobChange], None]
    watch: Callable[[Job], None]
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    unwanted: set[str] = field(default_factory=set[str])

    @property
    def live(self) -> list[Job]:
        return [job for job in self.jobs.values() if job.is_live]

    def submit(self, job: RenderedJob, attempt: AttemptKey) -> str:
        """Take a job in; it goes its way from there."""
        if bool(job.share) != (job.queue in FAIR):
            said = f"{attempt} names {job.share or 'no share'} on queue {job.queue}"
            raise BrokenRuleError(Rule.SHARES_WHERE_WANTED, said)
        change = JobChange(
            attempt=attempt,
            job_id=f"job-{len(self.jobs) + 1}",
            status=JobStatus.SUBMITTED,
            at=self.timeline.clock(),
            memory=memory_of(job),
            vcpus=1.0,
        )
        now = self.timeline.now
        listed_from = now + self.lag * self._rng.random()
        taken = Job(
            rendered=job,
            change=change,
            submitted=now,
            listed_from=listed_from,
            made_at=self.timeline.clock(),
        )
        self.jobs[change.job_id] = taken
        self._told(taken)
        for one in taken.spawn():
            self._step(one, 0)
        return change.job_id

    def find(self, job: RenderedJob) -> tuple[str, ...]:
        wanted = (job.queue, job.name)
        return tuple(
            job_id
            for job_id, one in self.jobs.items()
            if (one.rendered.queue, one.rendered.name) == wanted
            and one.listed_from <= self.timeline.now
            and self._remembers(one)
        )

    def made_between(
        self, queue: str, *, since: datetime, before: datetime
    ) -> Mapping[str, datetime]:
        return {
            job_id: job.made_at
            for job_id, job in self.jobs.items()
            if job.is_live and job.rendered.queue == queue and since <= job.made_at <= before
        }

    def describe(self, job_ids: Sequence[str]) -> tuple[JobChange, ...]:
        known = (self.jobs[job_id] for job_id in job_ids)
        return tuple(job.described for job in known if self._remembers(job))

    def terminate(self, job_id: str, reason: str) -> None:
        """End a job after its grace period; one that ended, or is forgotten, is left alone."""
        job = self._find(job_id)
        self.unwanted.add(job_id)
        self.timeline.tell("batch", "terminates", job_id, f"({reason})")
        for one in job.children or [job]:
            if one.is_live:
                grace = self._rng.random() * 30
                self.timeline.after(grace, lambda one=one: self._fail(one, Ending(status=reason)))

    def ended_children(self, array: JobChange) -> tuple[JobChange, ...]:
        job = self.jobs[array.job_id]
        children = job.children if self._remembers(job) else []
        return tuple(one.change for one in children if not one.is_live)

    def blocked_children(self, array: JobChange) -> tuple[JobChange, ...]:
        children = self.jobs[array.job_id].children
        return tuple(one.change for one in children if one.change.blocked)

    def _find(self, job_id: str) -> Job:
        array, _, place = job_id.partition(":")
        return self.jobs[array].children[int(place)] if place else self.jobs[array]

    @property
    def _rng(self) -> Random:
        return self.timeline.rng

    def _remembers(self, job: Job) -> bool:
        return job.ended is None or self.timeline.now < job.ended + self.keeps

    def _step(self, job: Job, step: int) -> None:
        longest = self.seconds if step == len(_STEPS) else self.seconds / 10
        self.timeline.after(longest * self._rng.random() ** 2, lambda: self._go(job, step))

    def _go(self, job: Job, step: int) -> None:
        if not job.is_live or job.stuck:
            return
        if step == len(_STEPS):
            self._end(job)
            return
        started = self.timeline.clock() if _STEPS[step] is JobStatus.RUNNING else None
        job.change = replace(
            job.change,
            status=_STEPS[step],
            at=self.timeline.clock(),
            started_at=started,
            status_reason="",
            blocked=False,
        )
        self._told(job)
        if started:
            self._limit(job)
        if not (started and self._nature(job).hangs):
            self._step(job, step + 1)
        if _STEPS[step] is JobStatus.RUNNABLE:
            self._block(job)

    def _block(self, job: Job) -> None:
        """Have the job hold up its queue: for a while, or until somebody ends it."""
        job.stuck = self.faults.happen(self.faults.rates.stuck)
        if job.stuck or self.faults.happen(self.faults.rates.blocked):
            reason = FITS_NOWHERE if job.stuck else BLOCKED
            self.timeline.tell("fault", "holds up its queue:", job.change.job_id, reason)
            job.change = replace(job.change, blocked=True, status_reason=reason)
            self.emit(job.change)

    def _limit(self, job: Job) -> None:
        """End a job that runs for longer than it may."""
        self.timeline.after(job.rendered.timeout, lambda: self._fail(job, TIMED_OUT))

    def _nature(self, job: Job) -> Nature:
        return self.natures[job.attempt.key.sample, job.attempt.key.analysis].at(job.index)

    def _end(self, job: Job) -> None:
        rates, nature = self.faults.rates, self._nature(job)
        if job.rendered.queue == SPOT and self.faults.happen(rates.host_lost):
            self._fail(job, self._rng.choice(RECLAIMED))
        elif self.faults.happen(rates.not_started):
            self._fail(job, self._rng.choice(NOT_STARTED))
        elif (job.change.memory or nature.memory) < nature.memory:
            self._fail(job, OUT_OF_MEMORY)
        elif nature.broken:
            self._fail(job, BROKEN)
        elif self.faults.happen(rates.hopeless):
            self._fail(job, self._rng.choice(HOPELESS))
        elif self.faults.happen(rates.job_fails):
            self._fail(job, self._rng.choice(FAILED))
        else:
            self._succeed(job)

    def _succeed(self, job: Job) -> None:
        """Write the outputs, most of them in time, and end a moment later, or long after."""
        rates, nature = self.faults.rates, self._nature(job)
        for number, uri in enumerate(job.rendered.outputs):
            if nature.writes(number, job.index) and not self.faults.happen(rates.output_missing):
                late = self.faults.happen(rates.output_late)
                delay = self._rng.random() * (300 if late else 1)
                self.timeline.after(delay, lambda uri=uri: self.bucket.write(uri))
        longer = 7200 if self.faults.happen(rates.lingers) else 1
        self.timeline.after(1.0 + longer * self._rng.random(), lambda: self._exit(job))

    def _exit(self, job: Job) -> None:
        """Succeed, unless something ends the job after its last output."""
        if self.faults.happen(self.faults.rates.job_fails):
            self._fail(job, self._rng.choice((*FAILED, *RECLAIMED, *AFTERWARDS)))
        elif job.is_live:
            self._finish(job, replace(job.change, status=JobStatus.SUCCEEDED, exit_code=0))

    def _fail(self, job: Job, ending: Ending) -> None:
        if job.is_live:
            failed = replace(
                job.change,
                status=JobStatus.FAILED,
                status_reason=ending.status,
                container_reason=ending.container,
                exit_code=ending.code,
                blocked=False,
            )
            self._finish(job, failed)

    def _finish(self, job: Job, change: JobChange) -> None:
        job.ended = self.timeline.now
        job.change = replace(change, at=self.timeline.clock(), stopped_at=self.timeline.clock())
        self._told(job)

    def _told(self, job: Job) -> None:
        change = job.change
        self.timeline.tell("batch", change.job_id, change.status, change.reason, change.attempt)
        if job.parent is None:
            self.watch(job)
        self.emit(change)
        if job.parent:
            self._gather(job.parent)

    def _gather(self, array: Job) -> None:
        """An array is PENDING while a job of it is on its way, and ends with its last."""
        if not array.is_live:
            return
        if any(child.is_live for child in array.children):
            if array.change.status is JobStatus.SUBMITTED:
                array.change = replace(array.change, status=JobStatus.PENDING)
                self._told(array)
        elif len(array.succeeded) == len(array.children):
            self._finish(array, replace(array.change, status=JobStatus.SUCCEEDED))
        else:
            self._fail(array, CHILD_FAILED)
