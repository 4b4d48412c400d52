"""S3 and DynamoDB: objects that tell when they are written, tables with a stream."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.memory.services import MemoryObjects
from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.counting import ItemChange, Standing
from batch_relay.domain.errors import ConflictError, UnavailableError
from batch_relay.domain.runs import RunKey, SampleState
from tests.simulation.faults import Faults
from tests.simulation.functions import Crash, Functions
from tests.simulation.queues import Queue
from tests.simulation.timeline import Timeline

K = TypeVar("K")
V = TypeVar("V")

SHARDS = 2
_LATE = 1200.0
# How often a batch is tried; more often in truth, but that would hardly ever be seen.
_TRIES = 3


class Watched(dict[K, V], Generic[K, V]):
    """A dict that tells of every write: what was there, and what is there now."""

    def __init__(self, told: Callable[[V | None, V], None]) -> None:
        super().__init__()
        self._told = told

    def __setitem__(self, key: K, value: V) -> None:
        before = self.get(key)
        super().__setitem__(key, value)
        self._told(before, value)


@dataclass
class EventBus:
    """EventBridge, from AWS's services to our queues: events get lost, doubled and late."""

    timeline: Timeline
    faults: Faults

    def emit(self, event: Any, queue: Queue[Any]) -> None:
        rates, rng = self.faults.rates, self.timeline.rng
        if self.faults.happen(rates.event_dropped):
            self.timeline.tell("fault", "drops the event", event)
            return
        for _ in range(2 if self.faults.happen(rates.event_twice) else 1):
            late = self.faults.happen(rates.event_late)
            queue.put(event, rng.random() * (_LATE if late else 2.0))


@dataclass
class Bucket:
    """S3: knows whole seconds only."""

    objects: MemoryObjects
    bus: EventBus
    queue: Queue[tuple[str, datetime]]

    def write(self, uri: str) -> None:
        at = self.bus.timeline.clock().replace(microsecond=0)
        self.objects.objects[uri] = at
        self.bus.timeline.tell("s3", "written", uri)
        self.bus.emit((uri, at), self.queue)


@dataclass
class Shard:
    """A shard of the table's stream: in order, by batches, which are replayed now and then."""

    timeline: Timeline
    faults: Faults
    functions: Functions
    count: Callable[[Iterable[ItemChange]], int]
    records: list[ItemChange] = field(default_factory=list[ItemChange])
    position: int = 0
    given_up: int = 0
    _tries: int = 0
    _again: int = 0
    _reading: bool = False

    @property
    def is_drained(self) -> bool:
        return self.position == len(self.records)

    def append(self, change: ItemChange) -> None:
        self.records.append(change)
        self._read_later()

    def _read_later(self) -> None:
        if not self._reading:
            self._reading = True
            self.timeline.after(1.0 + self.timeline.rng.random() * 3, self._read)

    def _read(self) -> None:
        many = self._again or self.timeline.rng.randint(1, 30)
        batch = self.records[self.position : self.position + many]
        if self.functions.invoke("count_statuses", lambda: self._count(batch)):
            self.position += self._advance(len(batch))
            self._tries, self._again = 0, 0
        else:
            self._fail(len(batch))
        self._reading = False
        if not self.is_drained:
            self._read_later()

    def _count(self, batch: list[ItemChange]) -> None:
        try:
            self.count(batch)
        except (ConflictError, UnavailableError) as error:
            raise Crash from error

    def _fail(self, records: int) -> None:
        """Try the batch again for a while, then give it up: nobody counts it any more."""
        self._tries, self._again = self._tries + 1, records
        if self._tries == _TRIES:
            self.timeline.tell("count_statuses", "GIVES UP", records, "records")
            self.position += records
            self.given_up += records
            self._tries, self._again = 0, 0

    def _advance(self, counted: int) -> int:
        """Return how far the reader remembers to have come: a replay begins further back."""
        if not self.faults.happen(self.faults.rates.batch_replayed):
            return counted
        back = self.timeline.rng.randint(1, counted)
        self.timeline.tell("fault", "replays", back, "records")
        return counted - back


@dataclass
class Stream:
    """The table's stream, of samples and analyses; `begun` counts starts by run and generation."""

    shards: tuple[Shard, ...]
    begun: Counter[tuple[RunKey, int]] = field(default_factory=Counter[tuple[RunKey, int]])
    _written: int = 0

    @property
    def is_drained(self) -> bool:
        return all(shard.is_drained for shard in self.shards)

    @property
    def given_up(self) -> int:
        return sum(shard.given_up for shard in self.shards)

    def on_sample(self, before: SampleState | None, now: SampleState) -> None:
        pk = keys.sample(now.run, now.sample.name)["pk"]
        asked = now.asked - (before.asked if before else frozenset())
        self.begun.update((now.run, generation) for generation in asked)
        self._append(now.run, pk, before and _of_sample(before), _of_sample(now))

    def on_analysis(self, before: AnalysisState | None, now: AnalysisState) -> None:
        pk = keys.analysis(now.key)["pk"]
        self._append(now.key.run, pk, before and Standing.of(before), Standing.of(now))

    def _append(self, run: Any, pk: str, old: Standing | None, new: Standing) -> None:
        self._written += 1
        bucket = pk.rpartition("#")[2]
        shard = self.shards[int(bucket) % len(self.shards)]
        shard.append(ItemChange(run=run, bucket=bucket, sequence=self._written, old=old, new=new))


def _of_sample(state: SampleState) -> Standing:
    return Standing(status=state.status, asked=state.asked, skipped=state.skipped)
