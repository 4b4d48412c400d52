"""What AWS Batch says of jobs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from batch_relay.domain.attempt_keys import AttemptKey
from batch_relay.domain.statuses import JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class JobChange:
    """What Batch said of a job: an event, or an answer of DescribeJobs.

    Every field but the first four may be missing from what AWS sends; `memory` (MiB) and
    `vcpus` are what the job was given. With `blocked`, it holds up its queue, for its
    `status_reason`. `index` is its place in an array. `definition` is the ARN of a revision,
    `correlation_id` the request that the job acts for. An array has `runnable` jobs that wait
    for a place, and `children`, if it ended and they were asked for: those that ended too.
    """

    attempt: AttemptKey
    job_id: str
    status: JobStatus
    at: datetime
    status_reason: str = ""
    container_reason: str = ""
    exit_code: int | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    log_stream: str = ""
    log_group: str = ""
    memory: int | None = None
    vcpus: float | None = None
    blocked: bool = False
    index: int | None = None
    definition: str = ""
    image: str = ""
    correlation_id: str = ""
    runnable: int = 0
    children: "tuple[JobChange, ...]" = ()

    @property
    def submitted_id(self) -> str:
        """Return the id that SubmitJob gave: the array's, of a job that is part of one."""
        return self.job_id.partition(":")[0]

    @property
    def reason(self) -> str:
        """Return the most telling text there is."""
        said = self.container_reason or self.status_reason
        return said or (f"exit code {self.exit_code}" if self.exit_code is not None else "")

    @property
    def ran(self) -> timedelta | None:
        """Return how long the jobs of an array ran together, of those that are known."""
        spans = (
            one.stopped_at - one.started_at
            for one in self.children
            if one.started_at and one.stopped_at
        )
        return sum(spans, start=timedelta()) if self.children else None
