"""Jobs of the simulated AWS Batch."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from batch_relay.domain.arrays import unpack
from batch_relay.domain.attempts import AttemptKey, JobChange
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.statuses import JobStatus

_SMALLEST_ARRAY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What the data of a sample make of an analysis: memory it needs (MiB), how it ends.

    `size` is that of its array, if it is one; then this is the nature of every other index.
    """

    memory: int = 512
    broken: bool = False
    hangs: bool = False
    size: int = 0

    def at(self, index: int | None) -> "Nature":
        """Return the nature of one index of the array."""
        return Nature(size=self.size) if index is not None and index % 2 else self

    def writes(self, output: int, index: int | None) -> bool:
        """Whether an output, by its number, is written by that index of the array."""
        return index is None or output % self.size == index


@dataclass
class Job:
    """A job, as it was submitted and as it stands.

    An array has `children`; each has the array as its `parent`, and, as has the last
    of an array that is run alone, the `index` that it had in the first attempt.
    """

    rendered: RenderedJob
    change: JobChange
    submitted: float
    listed_from: float
    made_at: datetime
    ended: float | None = None
    parent: "Job | None" = None
    index: int | None = None
    children: list["Job"] = field(default_factory=list["Job"])
    stuck: bool = False

    @property
    def attempt(self) -> AttemptKey:
        return self.change.attempt

    @property
    def is_live(self) -> bool:
        return not self.change.status.is_final

    @property
    def described(self) -> JobChange:
        """What DescribeJobs says: of an array, how many of its jobs wait for a place, too."""
        waiting = [one for one in self.children if one.change.status is JobStatus.RUNNABLE]
        return replace(self.change, runnable=len(waiting))

    @property
    def succeeded(self) -> set[int]:
        """The indices of an array that have succeeded."""
        ended = [one for one in (self.children or [self]) if one.index is not None]
        return {one.index or 0 for one in ended if one.change.status is JobStatus.SUCCEEDED}

    def spawn(self) -> list["Job"]:
        """Return the jobs that do the work: of an array, one for each index."""
        indices = unpack(self.rendered.indices)
        if len(indices) < _SMALLEST_ARRAY:
            self.index = indices[0] if indices else None
            return [self]
        self.children = [self._child(place, index) for place, index in enumerate(indices)]
        return self.children

    def _child(self, place: int, index: int) -> "Job":
        change = replace(self.change, job_id=f"{self.change.job_id}:{place}", index=place)
        return replace(self, change=change, parent=self, index=index, children=[])


def memory_of(job: RenderedJob) -> int | None:
    """Return what the job asks for, in MiB."""
    asked = job.container_overrides.get("resourceRequirements", ())
    given = {one["type"]: one["value"] for one in asked}  # type: ignore[index, union-attr, call-overload]
    return int(given["MEMORY"]) if "MEMORY" in given else None
