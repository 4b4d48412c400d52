"""Read how a run went, and when it may end."""

from dataclasses import dataclass
from datetime import datetime

from batch_relay.domain.history import Snapshot, estimate, snapshot, thinned
from batch_relay.domain.runs import Run
from batch_relay.services.ports import History

# What a chart has room for.
MOST_POINTS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The course of a run: its past and the present; `finish`, or why that can't be told."""

    snapshots: tuple[Snapshot, ...]
    finish: datetime | None
    why: str


def read_history(run: Run, *, now: datetime, history: History) -> Course:
    """Return the course of a run up to now."""
    past, present = history.read(run.key), snapshot(run, now)
    finish, why = estimate(run, past, present)
    return Course(snapshots=(*thinned(past, MOST_POINTS), present), finish=finish, why=why)
