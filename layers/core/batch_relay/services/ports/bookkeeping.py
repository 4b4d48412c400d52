"""What the service notes beside its state: counts, history, prices, bookmarks, who waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from batch_relay.domain.attempt_keys import Awaiting
from batch_relay.domain.counting import Fold, Tally
from batch_relay.domain.history import Snapshot
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from batch_relay.domain.usage import Price


class Counters(Protocol):
    """Counts of runs, which only the stream's reader changes."""

    def seen(self, run: RunKey) -> Mapping[str, int]:
        """Return the last sequence number counted, by bucket; NotFoundError without such a run."""
        ...

    def add(self, run: RunKey, folded: Fold, *, before: Mapping[str, int]) -> None:
        """Add to the counts, if `before` still holds for the buckets; else ConflictError."""
        ...

    def mend(
        self,
        run: RunKey,
        counted: Mapping[str, int],
        *,
        before: Mapping[str, int],
        generation: int,
    ) -> bool:
        """Make the counts these; whether they differed.

        If they didn't, the generation counts as recounted. ConflictError if
        `before`, all that was seen, no longer holds, or there is a newer one.
        """
        ...


class History(Protocol):
    """Where the samples of runs stood, minute by minute; it is forgotten after some weeks."""

    def lacks(self, run: RunKey, minute: datetime) -> bool:
        """Whether nothing was noted for the minute, as far as is known here; it reads nothing."""
        ...

    def note(self, run: RunKey, snapshot: Snapshot) -> None:
        """Keep a snapshot, unless the minute has one."""
        ...

    def read(self, run: RunKey) -> tuple[Snapshot, ...]:
        """Return the snapshots of a run, the oldest first."""
        ...


class Prices(Protocol):
    """What the compute of each job queue costs, by the queue's name or ARN."""

    def get(self, queue: str) -> Price | None:
        """Return the queue's price, if an administrator set one; up to a minute old."""
        ...

    def put(self, queue: str, price: Price | None) -> None:
        """Set the queue's price for what ends from now on; None takes it away."""
        ...

    def all(self) -> Mapping[str, Price]:
        """Return every price by the queue's name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """Where a sweep broke off: before this page of samples, or in a recount."""

    run: RunKey
    status: SampleStatus | None = None
    after: str | None = None
    tally: Tally | None = None


class Bookmarks(Protocol):
    """Where the last sweep broke off, and how far jobs and executions were looked at."""

    def get(self) -> Bookmark | None:
        """Return it; None if the last sweep came to its end."""
        ...

    def put(self, bookmark: Bookmark | None) -> None:
        """Keep it for the next sweep; None at the end."""
        ...

    def looked_until(self) -> datetime | None:
        """Return until when the jobs of all queues were made that were looked at."""
        ...

    def look_until(self, moment: datetime) -> None:
        """Remember that."""
        ...

    def executions_after(self) -> str | None:
        """Return the `next` of the page of executions that was looked at; None at the end."""
        ...

    def go_on_after(self, page: str | None) -> None:
        """Remember that."""
        ...


class AwaitedOutputs(Protocol):
    """Which analysis waits for which object."""

    def expect(self, outputs: Iterable[str], waiting: Awaiting) -> None:
        """Remember that the analysis waits for these URIs; the newest call wins."""
        ...

    def find(self, uri: str) -> Awaiting | None:
        """Return who waits for the object, if anybody does."""
        ...
