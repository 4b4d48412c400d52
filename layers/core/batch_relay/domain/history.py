"""How a run's counts went over time, and when it will end if it goes on so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from batch_relay.domain.runs import Run
from batch_relay.domain.statuses import RunStatus, SampleStatus

KEPT: Final = timedelta(days=90)
# Samples that end within this time tell the rate.
RECENT: Final = timedelta(minutes=30)
_GOES_ON: Final = {RunStatus.STARTING, RunStatus.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """How many samples stood where; `at` is a whole minute, or now."""

    at: datetime
    samples: Mapping[SampleStatus, int]

    @property
    def over(self) -> int:
        """Return how many were neither on their way nor still to come."""
        return sum(n for status, n in self.samples.items() if _is_over(status))

    @property
    def left(self) -> int:
        """Return how many were."""
        return sum(n for status, n in self.samples.items() if not _is_over(status))


def _is_over(status: SampleStatus) -> bool:
    return not status.is_live and status is not SampleStatus.PENDING


def snapshot(run: Run, at: datetime) -> Snapshot:
    """Return where the samples of a run stand."""
    counts = {SampleStatus.PENDING: run.unbegun, **run.counts.samples}
    return Snapshot(at=at, samples={status: n for status, n in counts.items() if n > 0})


def thinned(snapshots: Sequence[Snapshot], most: int) -> tuple[Snapshot, ...]:
    """Return `most` of them at most, evenly spread; the first and the last are kept."""
    if len(snapshots) <= most:
        return tuple(snapshots)
    step = (len(snapshots) - 1) / (most - 1)
    return tuple(snapshots[round(n * step)] for n in range(most))


def estimate(run: Run, past: Sequence[Snapshot], now: Snapshot) -> tuple[datetime | None, str]:
    """Return when the last sample ends, if samples end as fast as of late; else why nobody knows.

    The rate is that since the oldest snapshot of the last half hour.
    """
    if run.status not in _GOES_ON:
        return None, f"the run is {run.status}"
    recent = [one for one in past if now.at - RECENT <= one.at < now.at]
    ended = now.over - recent[0].over if recent else 0
    if ended <= 0:
        return None, "no sample has ended within the last half hour"
    return now.at + (now.at - recent[0].at) / ended * now.left, ""
