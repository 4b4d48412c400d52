"""How a run went."""

from datetime import datetime
from typing import Self

from pydantic import Field

from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.read_history import Course
from batch_relay.wire.problems import Wire


class SnapshotItem(Wire):
    """How many samples stood where at a time."""

    at: datetime
    samples: dict[SampleStatus, int]


class HistoryItem(Wire):
    """The course of a run, oldest first, to its end or the present.

    One a minute is kept while something changes, for 90 days; of many, some are told.
    """

    items: list[SnapshotItem]
    finish: datetime | None = Field(
        description="When the last sample ends, if samples end as fast as in the last half hour."
    )
    why: str = Field(default="", description="Why that can't be told.")

    @classmethod
    def of(cls, course: Course) -> Self:
        """Read the course of a run."""
        items = [SnapshotItem(at=one.at, samples=dict(one.samples)) for one in course.snapshots]
        return cls(items=items, finish=course.finish, why=course.why)
