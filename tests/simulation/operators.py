"""People and their programs: they call the API, and call again if it doesn't answer."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature

from batch_relay.domain.errors import BatchRelayError, UnavailableError
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.pause_run import pause_run
from batch_relay.services.resubmit_samples import Resubmit, resubmit_samples
from batch_relay.services.start_run import Start, start_run
from tests.simulation.scenario import Operation
from tests.simulation.stack import RUN, Stack

_PATIENCE = 60.0


@dataclass
class Operators:
    """`busy` is how many have begun something and not heard how it went."""

    stack: Stack
    busy: int = 0

    def plan(self) -> None:
        """Have the run started, and whatever else the scenario says."""
        self._later(0.0, self.start)
        for at, operation in self.stack.scenario.operations:
            self._later(at, self._operations[operation])

    def end(self) -> None:
        """Let a paused run go on, and move all dead letters back to their queues."""
        self._later(0.0, self.resume)
        for queue in self.stack.queues:
            queue.redrive()

    def start(self) -> object:
        return self._call(start_run, Start())

    def cancel(self) -> object:
        return self._call(cancel_run, Cancel(reason="a mistake"))

    def cancel_sample(self) -> object:
        return self._call(cancel_run, Cancel(reason="a bad one", samples=self._a_sample()))

    def pause(self) -> object:
        return self._call(pause_run, paused=True)

    def resume(self) -> object:
        return self._call(pause_run, paused=False)

    def resubmit(self) -> object:
        return self._call(resubmit_samples, Resubmit())

    def resubmit_from(self) -> object:
        first = self.stack.timeline.rng.randrange(len(self.stack.scenario.outputs))
        again = Resubmission(first=first, queue="on-demand")
        return self._call(resubmit_samples, Resubmit(samples=self._a_sample(), again=again))

    @property
    def _operations(self) -> dict[Operation, Callable[[], object]]:
        return {
            Operation.START: self.start,
            Operation.CANCEL: self.cancel,
            Operation.CANCEL_SAMPLE: self.cancel_sample,
            Operation.PAUSE: self.pause,
            Operation.RESUME: self.resume,
            Operation.RESUBMIT: self.resubmit,
            Operation.RESUBMIT_FROM: self.resubmit_from,
        }

    def _a_sample(self) -> frozenset[str]:
        return frozenset([self.stack.timeline.rng.choice(self.stack.scenario.names)])

    def _call(self, use_case: Callable[..., object], *what: object, **more: object) -> object:
        """Call a use case of the API with the ports that it asks for by name."""
        ports = self.stack.ports
        asked = {name: ports[name] for name in signature(use_case).parameters if name in ports}
        return use_case(RUN, *what, **asked, **more)

    def _later(self, delay: float, call: Callable[[], object]) -> None:
        self.busy += 1
        self.stack.timeline.after(delay, lambda: self._try(call))

    def _try(self, call: Callable[[], object]) -> None:
        """Call the API; without an answer, again after a while: a user wants to know."""
        self.busy -= 1
        if not self.stack.functions.invoke("api", lambda: self._ask(call)):
            self._later(_PATIENCE, call)

    def _ask(self, call: Callable[[], object]) -> None:
        tell, name = self.stack.timeline.tell, getattr(call, "__name__", "")
        try:
            tell("operator", name, "→", call())
        except UnavailableError as error:
            tell("operator", name, "→ unavailable:", error)
            self._later(_PATIENCE, call)
        except BatchRelayError as error:
            tell("operator", name, "→", type(error).__name__, error)
