"""Virtual time: what happens when, and a trace of what happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import TypeAlias

from tests.simulation.words import brief

START = datetime(2026, 1, 1, tzinfo=UTC)

Action: TypeAlias = Callable[[], None]


@dataclass
class Timeline:
    """A heap of actions by time; equal times keep the order they were planned in.

    `now` is in seconds since START. Trace lines are kept only if `tracing`.
    """

    rng: Random
    tracing: bool = False
    now: float = 0.0
    depth: int = 0
    trace: list[str] = field(default_factory=list[str])
    _planned: int = 0
    _heap: list[tuple[float, int, Action]] = field(default_factory=list[tuple[float, int, Action]])

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.now)

    def after(self, delay: float, action: Action) -> None:
        self._planned += 1
        heappush(self._heap, (self.now + delay, self._planned, action))

    def step(self) -> bool:
        """Do what comes next; False if nothing does."""
        if not self._heap:
            return False
        at, _, action = heappop(self._heap)
        self.now = max(self.now, at)
        action()
        return True

    def step_within(self, seconds: float) -> None:
        """Do what comes next, if it comes so soon."""
        if self._heap and self._heap[0][0] <= self.now + seconds:
            self.step()

    def tell(self, actor: str, what: str, *about: object) -> None:
        if self.tracing:
            nested = "| " * self.depth
            said = " ".join([what, *map(brief, about)])
            self.trace.append(f"{self.now:10.3f} {actor:<17} {nested}{said}")
