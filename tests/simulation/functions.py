"""Lambda: functions that may die, be throttled or be overtaken between any two calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from batch_relay.domain.errors import ConflictError, RefusedError, UnavailableError
from tests.simulation.faults import Faults
from tests.simulation.timeline import Timeline

TIMEOUT = 30.0
_DEEPEST = 3
_OVERTAKEN_FOR = 20.0


class Crash(BaseException):
    """The process died."""


@dataclass
class Functions:
    """Runs functions one inside the other: what overtakes a function runs while it waits.

    `deadlines` are those of the functions that have begun and not ended, innermost last.
    """

    timeline: Timeline
    faults: Faults
    deadlines: list[float] = field(default_factory=list[float])

    def invoke(self, name: str, run: Callable[[], None], *, timeout: float = TIMEOUT) -> bool:
        """Run it to its end; False if it died on the way."""
        self.deadlines.append(self.timeline.now + timeout)
        self.timeline.depth += 1
        try:
            run()
        except Crash:
            self.timeline.tell(name, "DIED")
            return False
        finally:
            self.deadlines.pop()
            self.timeline.depth -= 1
        return True

    def guard(self, name: str, port: Any) -> Any:
        """Return the port with every method open to faults, within functions."""
        methods = [one for one in dir(type(port)) if not one.startswith("_")]
        return SimpleNamespace(
            **{
                one: self._guarded(f"{name}.{one}", getattr(port, one))
                for one in methods
                if callable(getattr(type(port), one))
            }
        )

    def _guarded(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        # A conditional write whose answer is lost is sent again by the SDK, and then refused.
        lost = (UnavailableError, ConflictError) if name == "analyses.save" else (UnavailableError,)

        def call(*args: Any, **kwargs: Any) -> Any:
            if self.faults.are_over:
                return method(*args, **kwargs)
            self._before(name)
            result = method(*args, **kwargs)
            self._after(name, lost)
            return result

        return call

    def _before(self, name: str) -> None:
        rates = self.faults.rates
        if self.faults.happen(rates.interleave):
            self._wait()
        if self.faults.happen(rates.crash):
            self._die(f"before {name}")
        if self.faults.happen(rates.throttle):
            self.timeline.tell("fault", "throttled", name)
            raise UnavailableError(name)
        if name == "jobs.submit" and self.faults.happen(rates.refused):
            self.timeline.tell("fault", "refused", name)
            raise RefusedError(name)

    def _after(self, name: str, lost: tuple[type[Exception], ...]) -> None:
        rates = self.faults.rates
        if self.faults.happen(rates.crash):
            self._die(f"after {name}")
        if self.faults.happen(rates.lost_answer):
            self.timeline.tell("fault", "lost the answer of", name)
            raise self.timeline.rng.choice(lost)(name)

    def _die(self, where: str) -> None:
        self.timeline.tell("fault", "dies", where)
        raise Crash

    def _wait(self) -> None:
        """Let others go first, unless that takes longer than the function may run."""
        if len(self.deadlines) >= _DEEPEST:
            return
        for _ in range(self.timeline.rng.randint(1, 4)):
            self.timeline.step_within(_OVERTAKEN_FOR * self.timeline.rng.random())
        if self.deadlines and self.timeline.now > self.deadlines[-1]:
            self._die("at its timeout")
