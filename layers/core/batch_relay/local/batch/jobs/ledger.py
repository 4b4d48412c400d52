"""Every job, found by id, queue, array and dependency; tells of every change of status."""

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.jobs.detail import event_detail, job_detail, job_summary
from batch_relay.local.batch.jobs.job import Job, JobStatus
from batch_relay.local.batch.jobs.ports import EmitEvent, EventKind
from batch_relay.local.batch.jobs.resources import Resources
from batch_relay.local.batch.jobs.shares import Usage, cost


def _lines() -> defaultdict[str, OrderedDict[str, None]]:
    return defaultdict(OrderedDict)


def _ids() -> defaultdict[str, list[str]]:
    return defaultdict(list)


@dataclass(slots=True)
class Ledger:
    """The jobs, kept whole: each job is replaced as it changes."""

    emit: EmitEvent
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    _runnable: defaultdict[str, OrderedDict[str, None]] = field(default_factory=_lines)
    _children: defaultdict[str, list[str]] = field(default_factory=_ids)
    _waiting: defaultdict[str, list[str]] = field(default_factory=_ids)
    _counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _final: deque[str] = field(default_factory=deque[str])
    _live: dict[str, str] = field(default_factory=dict[str, str])
    _usage: Usage = field(default_factory=Usage)

    def put(self, job: Job, *, first: bool = False) -> None:
        """Record a job as it is now, and tell of it if its status is new.

        AWS sends no event when a job is submitted. With `first`, it goes to the head of its queue.
        """
        before = self.jobs.get(job.id)
        self.jobs[job.id] = job
        if before is None:
            self._index(job)
        if before is None or before.status is not job.status:
            self._move(job, before, first=first)
            if job.status is not JobStatus.SUBMITTED:
                self.emit(EventKind.STATE_CHANGE, event_detail(job, self._summary(job)))

    def block(self, job: Job, reason: str) -> None:
        """Record why a job at the head of its queue can't start, and tell of it once."""
        if job.status_reason != reason:
            self.put(blocked := replace(job, status_reason=reason))
            self.emit(EventKind.QUEUE_BLOCKED, event_detail(blocked, self._summary(blocked)))

    def restore(self, jobs: Iterable[Job]) -> None:
        """Take over jobs from an earlier life, in the order of their submission, without events."""
        for job in jobs:
            self.jobs[job.id] = job
            self._index(job)
            self._move(job, None, first=False)
            for attempt in job.attempts:
                self._usage.add(job, attempt)

    def forget(self, before: int) -> None:
        """Drop jobs that ended before that time, an array together with its children."""
        while self._final and (self.jobs[self._final[0]].stopped_at or 0) < before:
            job_id = self._final.popleft()
            for each in [job_id, *self._children.pop(job_id, ())]:
                del self.jobs[each]
            self._counts.pop(job_id, None)

    def clear(self) -> None:
        """Forget every job."""
        for index in (self.jobs, self._runnable, self._children, self._waiting, self._counts):
            index.clear()
        self._live.clear()
        self._final.clear()
        self._usage.clear()

    def runnable(self, queue: str) -> Iterator[Job]:
        """Walk the jobs of a queue that could start, in their order, as long as none moves."""
        return (self.jobs[job_id] for job_id in self._runnable[queue])

    def used(self) -> dict[str, Resources]:
        """Add up what the jobs that have a place on a host take, by compute environment."""
        used: defaultdict[str, Resources] = defaultdict(Resources)
        for job in (self.jobs[job_id] for job_id in self._live.values()):
            if job.current is not None:
                used[job.current.place] += job.demand
        return used

    def used_by_share(self, queue: str, *, now: int, decay: int) -> dict[str, float]:
        """Add up what each share of a queue uses, and used up to `decay` ago, in vCPU-ms."""
        used = defaultdict[str, float](float, self._usage.since(queue, now - decay))
        for job in (self.jobs[job_id] for job_id in self._live.values()):
            if job.queue == queue:
                used[job.share or ""] += cost(job, job.started_at, now)
        return used

    def live_tasks(self) -> list[str]:
        """List the tasks that have a place on a host."""
        return list(self._live)

    def of_task(self, task: str) -> Job | None:
        """Find the job whose current attempt this task is."""
        job_id = self._live.get(task)
        return None if job_id is None else self.jobs[job_id]

    def children(self, job: Job) -> list[Job]:
        """List the children of an array in the order of their index."""
        return [self.jobs[job_id] for job_id in self._children.get(job.id, ())]

    def dependents(self, job: Job) -> list[Job]:
        """List the jobs that wait for this one."""
        found = (self.jobs.get(job_id) for job_id in self._waiting.pop(job.id, ()))
        return [dependent for dependent in found if dependent is not None]

    def is_complete(self, array: Job) -> bool:
        """Whether every child of an array has ended."""
        counts = self._counts[array.id]
        return counts["SUCCEEDED"] + counts["FAILED"] == array.size

    def detail(self, job: Job) -> Document:
        """Show all of a job."""
        return job_detail(job, self._summary(job))

    def summary(self, job: Job) -> Document:
        """Show a job as a line of a list."""
        return job_summary(job, self._summary(job))

    def _summary(self, job: Job) -> dict[str, int]:
        counts = self._counts.get(job.id, Counter())
        return {} if job.size is None else {status: counts[status] for status in JobStatus}

    def _index(self, job: Job) -> None:
        if job.parent is not None:
            self._children[job.parent].append(job.id)
        for awaited in job.waits_for:
            self._waiting[awaited].append(job.id)

    def _move(self, job: Job, before: Job | None, *, first: bool) -> None:
        if before is not None:
            self._leave(before, job)
        if job.parent is not None:
            self._counts[job.parent][job.status] += 1
        if job.status is JobStatus.RUNNABLE:
            self._runnable[job.queue][job.id] = None
            self._runnable[job.queue].move_to_end(job.id, last=not first)
        if job.status.is_live and job.current is not None:
            self._live[job.current.task] = job.id
        if job.status.is_final and job.parent is None:
            self._final.append(job.id)

    def _leave(self, before: Job, job: Job) -> None:
        if before.parent is not None:
            self._counts[before.parent][before.status] -= 1
        if before.status is JobStatus.RUNNABLE:
            del self._runnable[before.queue][before.id]
        if before.status.is_live and before.current is not None:
            self._live.pop(before.current.task, None)
            if not job.status.is_live and job.attempts:
                self._usage.add(job, job.attempts[-1])
