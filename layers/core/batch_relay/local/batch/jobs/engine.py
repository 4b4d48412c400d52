"""The life of jobs: submitted, waiting, started, ended, tried again."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import RLock

from batch_relay.local.batch.jobs.attempts import begin, close, conclude, launch
from batch_relay.local.batch.jobs.job import Attempt, Job, JobStatus
from batch_relay.local.batch.jobs.ledger import Ledger
from batch_relay.local.batch.jobs.ports import (
    Cause,
    Clock,
    Ending,
    Host,
    Queues,
    QueueView,
    WriteLog,
)
from batch_relay.local.batch.jobs.reasons import CHILD_FAILED, DEPENDENCY_FAILED, NEVER_FITS
from batch_relay.local.batch.jobs.resources import Resources
from batch_relay.local.batch.jobs.retries import retries
from batch_relay.local.batch.jobs.scheduling import Line, Place, Schedule

LOST = Ending(cause=Cause.HOST_LOST)


@dataclass(slots=True, kw_only=True)
class Engine:
    """Runs jobs on a host. Every method may be called from any thread, and none waits for a job."""

    ledger: Ledger
    queues: Queues
    host: Host
    capacity: Resources
    write_log: WriteLog
    clock: Clock
    environment: Mapping[str, str]
    lock: RLock = field(default_factory=RLock)
    _ended: deque[Job] = field(default_factory=deque[Job])

    def submit(self, jobs: Iterable[Job]) -> None:
        """Take in a job, or an array followed by its children."""
        with self.lock:
            new = list(jobs)
            for job in new:
                self.ledger.put(job)
            for job in new:
                self._admit(job)
            self._settle()

    def cancel(self, job: Job, reason: str) -> None:
        """Fail a job, or an array's children, that has not started; a started one goes on."""
        with self.lock:
            for each in [*self.ledger.children(job), job]:
                if each.status.is_waiting:
                    self._give_up(replace(each, is_cancelled=True), reason)
            self._settle()

    def terminate(self, job: Job, reason: str) -> None:
        """Fail a job, or an array's children; a process is asked to end, then ended."""
        with self.lock:
            for each in [*self.ledger.children(job), job]:
                if each.status.is_waiting:
                    self._give_up(replace(each, is_terminated=True), reason)
                elif each.current is not None:
                    self._stop(each, each.current, reason)
            self._settle()

    def reclaim(self, job: Job) -> None:
        """Take the host away from a running job, as a Spot interruption does."""
        with self.lock:
            if job.current is not None:
                self.host.kill(job.current.task)
                self.ended(job.current.task, LOST)

    def resume(self) -> None:
        """Go on after a restart: attempts that were under way have lost their host."""
        with self.lock:
            for task in self.ledger.live_tasks():
                self.ended(task, LOST)
            self._settle()

    def schedule(self) -> None:
        """Start what can be started now."""
        with self.lock:
            plan = Schedule(host=self.capacity, used=self.ledger.used())
            # All are chosen before one is started: that changes the lines.
            for job, place in list(plan.place(self._lines())):
                self._start(job, place)
            for job in plan.impossible:
                self.ledger.block(job, NEVER_FITS)

    def started(self, task: str) -> None:
        """The task's process runs; its log stream is there from now on."""
        with self.lock:
            job = self.ledger.of_task(task)
        if job is not None:
            stream = f"{job.definition_name}/default/{task}"
            self.write_log(job.arn, stream, [])
            self._run(task, stream)

    def wrote(self, task: str, lines: list[str]) -> None:
        """The task wrote lines to its output."""
        with self.lock:
            job = self.ledger.of_task(task)
        if job and job.current and job.current.log_stream:
            self.write_log(job.arn, job.current.log_stream, lines)

    def ended(self, task: str, ending: Ending) -> None:
        """The task and all its processes are gone."""
        with self.lock:
            job = self.ledger.of_task(task)
            if job is None or job.current is None:
                return
            self._conclude(job, job.current, ending)
            self._settle()

    def _admit(self, job: Job) -> None:
        awaited = [self.ledger.jobs[job_id] for job_id in job.waits_for]
        if any(each.status is JobStatus.FAILED for each in awaited):
            self._finish(job.fail(DEPENDENCY_FAILED, self.clock()))
            return
        waits_for = frozenset(each.id for each in awaited if not each.status.is_final)
        waits = waits_for or job.size is not None
        status = JobStatus.PENDING if waits else JobStatus.RUNNABLE
        self.ledger.put(replace(job, status=status, waits_for=waits_for))

    def _lines(self) -> Iterable[Line]:
        for queue in self.queues.by_priority():
            yield Line(places=queue.places, jobs=self._in_order(queue))

    def _in_order(self, queue: QueueView) -> Iterable[Job]:
        jobs, shares = self.ledger.runnable(queue.arn), queue.shares
        if shares is None:
            return jobs
        used = self.ledger.used_by_share(queue.arn, now=self.clock(), decay=shares.decay)
        return shares.in_turn(jobs, used)

    def _start(self, job: Job, place: Place) -> None:
        attempt = begin(place)
        starting = replace(job, status=JobStatus.STARTING, status_reason=None, current=attempt)
        self.ledger.put(starting)
        self.host.launch(launch(starting, attempt, self.environment))

    def _run(self, task: str, stream: str) -> None:
        with self.lock:
            job, now = self.ledger.of_task(task), self.clock()
            if job is not None and job.current is not None:
                attempt = replace(job.current, started_at=now, log_stream=stream)
                running = replace(job, status=JobStatus.RUNNING, started_at=now)
                self.ledger.put(replace(running, current=attempt))

    def _stop(self, job: Job, attempt: Attempt, reason: str) -> None:
        doomed = replace(attempt, status_reason=reason)
        self.ledger.put(replace(job, is_terminated=True, current=doomed))
        self.host.stop(attempt.task)

    def _conclude(self, job: Job, attempt: Attempt, ending: Ending) -> None:
        closed = close(attempt, ending, now=self.clock())
        if job.is_terminated:
            self._finish(conclude(job, closed, JobStatus.FAILED))
        elif ending.cause is Cause.EXITED and ending.exit_code == 0:
            self._finish(conclude(job, closed, JobStatus.SUCCEEDED))
        elif ending.cause is not Cause.TIMED_OUT and retries(job.retry, len(job.attempts), closed):
            self.ledger.put(conclude(job, closed, JobStatus.RUNNABLE), first=True)
        else:
            self._finish(conclude(job, closed, JobStatus.FAILED))

    def _give_up(self, job: Job, reason: str) -> None:
        if job.size is None:
            self._finish(job.fail(reason, self.clock()))
        else:
            self.ledger.put(replace(job, status_reason=reason))

    def _finish(self, job: Job) -> None:
        self.ledger.put(job)
        self._ended.append(job)

    def _settle(self) -> None:
        while self._ended:
            job = self._ended.popleft()
            self._tell_dependents(job)
            if job.parent is not None:
                self._close_array(self.ledger.jobs[job.parent])
        self.schedule()

    def _tell_dependents(self, job: Job) -> None:
        for dependent in self.ledger.dependents(job):
            if dependent.status is not JobStatus.PENDING:
                continue
            if job.status is JobStatus.FAILED:
                self._finish(dependent.fail(DEPENDENCY_FAILED, self.clock()))
                continue
            waits_for = dependent.waits_for - {job.id}
            status = JobStatus.PENDING if waits_for else JobStatus.RUNNABLE
            self.ledger.put(replace(dependent, status=status, waits_for=waits_for))

    def _close_array(self, array: Job) -> None:
        if array.status.is_final or not self.ledger.is_complete(array):
            return
        now = self.clock()
        failed = [c for c in self.ledger.children(array) if c.status is JobStatus.FAILED]
        if not failed:
            self._finish(replace(array, status=JobStatus.SUCCEEDED, stopped_at=now))
            return
        is_orphaned = {child.status_reason for child in failed} == {DEPENDENCY_FAILED}
        reason = DEPENDENCY_FAILED if is_orphaned else CHILD_FAILED
        self._finish(array.fail(array.status_reason or reason, now))
