"""Jobs of the simulated AWS Batch."""

from dataclasses import dataclass
from datetime import datetime

from batch_relay.domain.attempts import AttemptKey, JobChange
from batch_relay.domain.rendering import RenderedJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What the data of a sample make of an analysis: memory it needs (MiB), if it can succeed."""

    memory: int = 512
    broken: bool = False


@dataclass
class Job:
    """A job, as it was submitted and as it stands."""

    rendered: RenderedJob
    change: JobChange
    submitted: float
    listed_from: float
    made_at: datetime
    ended: float | None = None

    @property
    def attempt(self) -> AttemptKey:
        return self.change.attempt

    @property
    def is_live(self) -> bool:
        return not self.change.status.is_final


def memory_of(job: RenderedJob) -> int | None:
    """Return what the job asks for, in MiB."""
    asked = job.container_overrides.get("resourceRequirements", ())
    given = {one["type"]: one["value"] for one in asked}  # type: ignore[index, union-attr, call-overload]
    return int(given["MEMORY"]) if "MEMORY" in given else None
