"""SQS: at least once, in any order, in batches that may fail in part, with dead letters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from batch_relay.domain.errors import ConflictError, UnavailableError
from batch_relay.domain.messages import Submission
from batch_relay.domain.runs import RunKey
from tests.simulation.faults import Faults
from tests.simulation.functions import Functions
from tests.simulation.timeline import Timeline

M = TypeVar("M")

VISIBILITY = 180.0
BATCH = 10
# When the second copy of a message may come.
_LATE = 600.0
# The longest that SQS keeps a message back.
MAX_DELAY = 900


@dataclass
class Message(Generic[M]):
    """A message and how often it was taken in vain."""

    body: M
    receives: int = 0


@dataclass
class Queue(Generic[M]):
    """A queue and the function behind it, named `consumer`."""

    consumer: str
    handle: Callable[[M], object]
    max_receives: int
    timeline: Timeline
    faults: Faults
    functions: Functions
    waiting: int = 0
    dead: list[Message[M]] = field(default_factory=list[Message[M]])
    _ready: list[Message[M]] = field(default_factory=list[Message[M]])
    _polling: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.waiting

    def put(self, body: M, delay: float = 0.0) -> None:
        """Take a message in; now and then it is delivered twice, the second time long after."""
        self._take(body, delay + self.timeline.rng.random())
        if self.faults.happen(self.faults.rates.message_twice):
            self._take(body, delay + _LATE * self.timeline.rng.random())

    def _take(self, body: M, delay: float) -> None:
        self.waiting += 1
        self._hide(Message(body), delay)

    def redrive(self) -> None:
        """Move the dead letters back."""
        dead, self.dead = self.dead, []
        for message in dead:
            self.put(message.body)

    def _hide(self, message: Message[M], seconds: float) -> None:
        self.timeline.after(seconds, lambda: self._show(message))

    def _show(self, message: Message[M]) -> None:
        self._ready.append(message)
        if not self._polling:
            self._polling = True
            self.timeline.after(self.timeline.rng.random() * 0.2, self._poll)

    def _poll(self) -> None:
        self.timeline.rng.shuffle(self._ready)
        batch, self._ready = self._ready[:BATCH], self._ready[BATCH:]
        self._polling = bool(self._ready)
        if self._polling:
            self.timeline.after(self.timeline.rng.random() * 0.2, self._poll)
        self._consume(batch)

    def _consume(self, batch: list[Message[M]]) -> None:
        """Run the function once; a death brings back all messages, an error its own."""
        failed: list[Message[M]] = []
        if not self.functions.invoke(self.consumer, lambda: self._handle(batch, failed)):
            failed = batch
        self.waiting -= len(batch) - len(failed)
        for message in failed:
            self._again(message)

    def _handle(self, batch: list[Message[M]], failed: list[Message[M]]) -> None:
        for message in batch:
            try:
                outcome = self.handle(message.body)
            except (ConflictError, UnavailableError) as error:
                self.timeline.tell(self.consumer, "comes again:", type(error).__name__, error)
                failed.append(message)
            else:
                self.timeline.tell(self.consumer, str(outcome), "←", message.body)

    def _again(self, message: Message[M]) -> None:
        message.receives += 1
        if message.receives < self.max_receives:
            self._hide(message, VISIBILITY)
            return
        self.timeline.tell(self.consumer, "DEAD LETTER", message.body)
        self.waiting -= 1
        self.dead.append(message)


@dataclass
class Sender:
    """The port SubmitQueue."""

    queue: Queue[Submission]

    def send(self, submission: Submission, *, delay: int = 0) -> None:
        self.queue.put(submission, min(delay, MAX_DELAY))


@dataclass
class StartSender:
    """The port StartQueue."""

    queue: Queue[Any]
    kept: dict[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])

    def keep(self, _run: RunKey, parts: Iterable[Any]) -> str:
        self.kept[key := str(len(self.kept))] = tuple(parts)
        return key

    def send(self, kept: str) -> None:
        """Queue the parts: ten to a request of SQS, so some may be queued, and others not."""
        faults = self.queue.faults
        for part in self.kept[kept]:
            self.queue.put(part)
            if faults.happen(faults.rates.lost_answer):
                self.queue.timeline.tell("fault", "breaks off a start after", part)
                raise UnavailableError(kept)


@dataclass
class SteerSender:
    """The port SteerQueue."""

    queue: Queue[Any]

    def send(self, parts: Sequence[Any], *, delay: int = 0) -> None:
        for part in parts:
            self.queue.put(part, min(delay, MAX_DELAY))
