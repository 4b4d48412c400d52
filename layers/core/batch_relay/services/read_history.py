"""Read how a run went, and when it may end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from batch_relay.domain.history import Snapshot, estimate, snapshot, thinned
from batch_relay.domain.runs import Run
from batch_relay.services.ports import History

# What a chart has room for.
MOST_POINTS = 300
# What changes is noted within it.
_NOTED_WITHIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course of a run, to its end or the present; `finish`, or why that can't be told."""

    snapshots: tuple[Snapshot, ...]
    finish: datetime | None
    why: str


def read_history(run: Run, *, now: datetime, history: History) -> Course:
    """Return the course of a run up to now, or to when it was over."""
    past = history.read(run.key)
    present = snapshot(run, _end(run, past, now))
    finish, why = estimate(run, past, present)
    return Course(snapshots=(*thinned(past, MOST_POINTS), present), finish=finish, why=why)


def _end(run: Run, past: Sequence[Snapshot], now: datetime) -> datetime:
    if run.is_over and past:
        return min(now, past[-1].at + _NOTED_WITHIN)
    return now
