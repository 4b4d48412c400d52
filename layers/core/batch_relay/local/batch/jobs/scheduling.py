"""Choose which waiting jobs start now, and where."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from batch_relay.local.batch.jobs.job import Job
from batch_relay.local.batch.jobs.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A compute environment that takes jobs."""

    arn: str
    max_vcpus: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A queue: its compute environments, and its jobs, both in order."""

    places: tuple[Place, ...]
    jobs: Iterable[Job]


@dataclass(slots=True)
class Schedule:
    """Decisions of one pass over all queues, highest priority first.

    A job that has to wait for room keeps the jobs behind it from taking that room, so that a
    large job is not starved by small ones. A job that could never fit keeps nobody waiting.
    """

    host: Resources
    used: dict[str, Resources]
    impossible: list[Job] = field(default_factory=list)
    _full: set[str] = field(default_factory=set)
    _host_full: bool = False

    def place(self, lines: Iterable[Line]) -> Iterator[tuple[Job, Place]]:
        """Yield the jobs to start, each with its place."""
        for line in lines:
            for job in line.jobs:
                if self._host_full or all(place.arn in self._full for place in line.places):
                    break
                if chosen := self._choose(job, line.places):
                    yield job, chosen

    def _choose(self, job: Job, places: tuple[Place, ...]) -> Place | None:
        possible = [p for p in places if self._could_take(p, job.demand)]
        if not possible:
            self.impossible.append(job)
            return None
        for place in possible:
            if place.arn not in self._full and self._take(place, job.demand):
                return place
        return None

    def _could_take(self, place: Place, demand: Resources) -> bool:
        return demand.vcpus <= place.max_vcpus and demand.fits(self.host)

    def _take(self, place: Place, demand: Resources) -> bool:
        if not (_sum(self.used) + demand).fits(self.host):
            self._host_full = True
            return False
        taken = self.used.get(place.arn, Resources()) + demand
        if taken.vcpus > place.max_vcpus:
            self._full.add(place.arn)
            return False
        self.used[place.arn] = taken
        return True


def _sum(used: Mapping[str, Resources]) -> Resources:
    return sum(used.values(), Resources())
