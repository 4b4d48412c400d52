"""What recording a job's change is made of: its ports, and what may come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from batch_relay.services.ports import (
    Analyses,
    Clock,
    Jobs,
    Objects,
    Prices,
    Samples,
    SubmitQueue,
    Tasks,
    Workflows,
)


class Outcome(StrEnum):
    """What became of a job's change."""

    MOVED = "moved"
    COMPLETED = "completed"
    RESUBMITTED = "resubmitted"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    TOLD = "left waiting, for the operator to see"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The ports that recording a job's change needs; `chance` is from 0 to 1."""

    analyses: Analyses
    samples: Samples
    workflows: Workflows
    objects: Objects
    jobs: Jobs
    submit_queue: SubmitQueue
    tasks: Tasks
    prices: Prices
    clock: Clock
    chance: Callable[[], float]
