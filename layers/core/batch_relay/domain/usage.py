"""What jobs use, and what that costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

MICRO: Final = 1_000_000
_HOUR: Final = 3_600_000
_GIB: Final = 1_024
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a queue's compute costs, in micro-dollars an hour: whole numbers add up exactly."""

    vcpu_hour: int
    gib_hour: int


class Use(StrEnum):
    """What became of what was used: an attempt that failed or was cancelled wasted it."""

    USEFUL = "useful"
    WASTED = "wasted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What `jobs` that ran have used: vCPU and MiB times milliseconds, and micro-dollars."""

    jobs: int = 0
    vcpu_ms: int = 0
    mib_ms: int = 0
    cost: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Return both together."""
        return Usage(
            jobs=self.jobs + other.jobs,
            vcpu_ms=self.vcpu_ms + other.vcpu_ms,
            mib_ms=self.mib_ms + other.mib_ms,
            cost=self.cost + other.cost,
        )

    @property
    def vcpu_hours(self) -> float:
        """Return vCPU-hours."""
        return self.vcpu_ms / _HOUR

    @property
    def gib_hours(self) -> float:
        """Return GiB-hours."""
        return self.mib_ms / _GIB / _HOUR

    @property
    def dollars(self) -> float:
        """Return US dollars."""
        return dollars(self.cost)

    def cost_at(self, price: Price) -> int:
        """Return what it costs, in micro-dollars."""
        vcpus, gibs = self.vcpu_ms * price.vcpu_hour, self.mib_ms * price.gib_hour
        return (vcpus * _GIB + gibs + _GIB * _HOUR // 2) // (_GIB * _HOUR)


def used(ran: timedelta, *, vcpus: float, memory: int, jobs: int = 1, cost: int = 0) -> Usage:
    """Return what jobs have used that ran so long together, each on vCPUs and MiB of memory."""
    ms = max(0, ran // _MILLISECOND)
    return Usage(jobs=jobs if ms else 0, vcpu_ms=round(vcpus * ms), mib_ms=memory * ms, cost=cost)


def total(usages: Iterable[Usage]) -> Usage:
    """Return all of them together."""
    return sum(usages, start=Usage())


def dollars(micro: int) -> float:
    """Return micro-dollars as US dollars."""
    return micro / MICRO


def micro_dollars(amount: float) -> int:
    """Return US dollars as micro-dollars."""
    return round(amount * MICRO)
