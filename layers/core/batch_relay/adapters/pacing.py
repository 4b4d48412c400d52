"""A port on AWS Batch that keeps to a rate."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from batch_relay.domain.attempts import AttemptKey, JobChange
from batch_relay.domain.jobs import RenderedJob
from batch_relay.services.ports import Jobs


@dataclass
class PacedJobs:
    """Jobs submitted at `per_second` at most, evenly spaced; the rest passes through."""

    jobs: Jobs
    per_second: float
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False)

    def submit(self, job: RenderedJob, attempt: AttemptKey) -> str:
        """Wait for the turn, then submit."""
        wait = self._next - self.now()
        if wait > 0:
            self.sleep(wait)
        self._next = self.now() + 1 / self.per_second
        return self.jobs.submit(job, attempt)

    def find(self, job: RenderedJob) -> tuple[str, ...]:
        """Return the ids of jobs by that name in that queue, oldest first."""
        return self.jobs.find(job)

    def made_between(
        self, queue: str, *, since: datetime, before: datetime
    ) -> Mapping[str, datetime]:
        """Return when the jobs of the queue, anybody's, were made in that time that go on."""
        return self.jobs.made_between(queue, since=since, before=before)

    def describe(self, job_ids: Sequence[str]) -> tuple[JobChange, ...]:
        """Return what Batch still knows of these jobs."""
        return self.jobs.describe(job_ids)

    def ended_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return how an array's jobs ended, each with its index."""
        return self.jobs.ended_children(array)

    def blocked_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return the jobs of an array that hold up their queue."""
        return self.jobs.blocked_children(array)

    def terminate(self, job_id: str, reason: str) -> None:
        """End a job wherever it stands; one that ended is left alone."""
        self.jobs.terminate(job_id, reason)
