"""Virtual time for code that sleeps: workers are threads, of which one runs at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from threading import Event, Thread, local


@dataclass
class Clock:
    """Runs each worker until it sleeps, always the one whose time has come first.

    `spend` moves a worker's own time on without letting others run first: right for calls
    whose effect nobody else sees. What others see comes after a `sleep`.
    """

    _planned: list[tuple[float, int, Event]] = field(default_factory=list[tuple[float, int, Event]])
    _many: int = 0
    _mine: local = field(default_factory=local)
    _over: Event = field(default_factory=Event)

    def run(self, *workers: Callable[[], None]) -> None:
        """Run the workers to their ends."""
        threads = [self._begin(worker) for worker in workers]
        for thread in threads:
            thread.start()
        self._next()
        self._over.wait()
        for thread in threads:
            thread.join()

    def now(self) -> float:
        """Tell the present worker's time."""
        now: float = self._mine.now
        return now

    def spend(self, seconds: float) -> None:
        """Let the present worker be busy."""
        self._mine.now += seconds

    def sleep(self, seconds: float) -> None:
        """Let others go first whose time is before that."""
        at = self.now() + max(seconds, 0.0)
        turn = self._plan(at)
        self._next()
        turn.wait()
        self._mine.now = at

    def _plan(self, at: float) -> Event:
        self._many += 1
        turn = Event()
        heappush(self._planned, (at, self._many, turn))
        return turn

    def _next(self) -> None:
        if self._planned:
            heappop(self._planned)[2].set()
        else:
            self._over.set()

    def _begin(self, worker: Callable[[], None]) -> Thread:
        turn = self._plan(0.0)

        def live() -> None:
            turn.wait()
            self._mine.now = 0.0
            worker()
            self._next()

        return Thread(target=live, daemon=True)
