"""People and their programs: they call the API, and call again if it doesn't answer."""

from collections.abc import Callable
from dataclasses import dataclass

from batch_relay.domain.errors import ConflictError, InvalidError, UnavailableError
from batch_relay.services.start_run import Start, start_run
from tests.simulation.stack import RUN, Stack

_PATIENCE = 60.0


@dataclass
class Operators:
    """`busy` is how many have begun something and not heard how it went."""

    stack: Stack
    busy: int = 0

    def plan(self) -> None:
        """Have the run started, and whatever else the scenario's seed says."""
        for at in (0.0, *self.stack.scenario.starts):
            self._later(at, "start", self.start)

    def start(self) -> object:
        ports = self.stack.ports
        return start_run(
            RUN,
            Start(),
            projects=ports["projects"],
            workflows=ports["workflows"],
            runs=ports["runs"],
            files=ports["files"],
            starts=ports["starts"],
            clock=ports["clock"],
        )

    def redrive(self) -> None:
        """Move all dead letters back to their queues."""
        for queue in self.stack.queues:
            queue.redrive()

    def _later(self, delay: float, name: str, call: Callable[[], object]) -> None:
        self.busy += 1
        self.stack.timeline.after(delay, lambda: self._try(name, call))

    def _try(self, name: str, call: Callable[[], object]) -> None:
        """Call the API; without an answer, again after a while: a user wants to know."""
        self.busy -= 1
        if not self.stack.functions.invoke("api", lambda: self._call(name, call)):
            self._later(_PATIENCE, name, call)

    def _call(self, name: str, call: Callable[[], object]) -> None:
        tell = self.stack.timeline.tell
        try:
            tell("operator", name, "→", call())
        except UnavailableError as error:
            tell("operator", name, "→ unavailable:", error)
            self._later(_PATIENCE, name, call)
        except (ConflictError, InvalidError) as error:
            tell("operator", name, "→", type(error).__name__, error)
