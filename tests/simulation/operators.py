"""People and their programs: they call the API, and call again if it doesn't answer."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import TypeAlias

from batch_relay.domain.errors import BatchRelayError, UnavailableError
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.services.append_samples import append_samples
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.drafts import ImportOptions
from batch_relay.services.pause_run import pause_run
from batch_relay.services.resubmit_samples import Resubmit, resubmit_samples
from batch_relay.services.start_run import Start, start_run
from tests.simulation.scenario import APPENDED, Operation
from tests.simulation.stack import RUN, Stack

_PATIENCE = 60.0

Request: TypeAlias = Callable[[], object]


@dataclass
class Operators:
    """`busy` is how many have begun something and not heard how it went."""

    stack: Stack
    busy: int = 0

    def plan(self) -> None:
        """Have the run started, and whatever else the scenario says."""
        self._later(0.0, "start", self.start)
        for at, operation in self.stack.scenario.operations:
            self._later(at, operation, self._request(operation))

    def end(self) -> None:
        """Let a paused run go on, and move all dead letters back to their queues."""
        self._later(0.0, "resume", self.resume)
        for queue in self.stack.queues:
            queue.redrive()

    def start(self) -> object:
        return self._call(start_run, Start())

    def resume(self) -> object:
        return self._call(pause_run, paused=False)

    def _request(self, operation: Operation) -> Request:
        """Return a request that can be made again as it is."""
        some, call = self._some_sample(), self._call
        cancel_one = Cancel(reason="a bad one", samples=some)
        from_one = Resubmission(first=self._some_analysis(), queue="on-demand")
        return {
            Operation.START: self.start,
            Operation.APPEND: self._append,
            Operation.RESUME: self.resume,
            Operation.PAUSE: lambda: call(pause_run, paused=True),
            Operation.CANCEL: lambda: call(cancel_run, Cancel(reason="a mistake")),
            Operation.CANCEL_SAMPLE: lambda: call(cancel_run, cancel_one),
            Operation.RESUBMIT: lambda: call(resubmit_samples, Resubmit()),
            Operation.RESUBMIT_FROM: lambda: call(
                resubmit_samples, Resubmit(samples=some, again=from_one)
            ),
        }[operation]

    def _append(self) -> object:
        """Append a sample, and start it once it is stored."""
        ports = self.stack.ports
        done = append_samples(
            RUN.project,
            [f"sample,file\n{APPENDED},{APPENDED}.fq\n".encode()],
            options=ImportOptions(),
            workflow=self.stack.scenario.workflow,
            projects=ports["projects"],
            files=ports["files"],
        )
        return self._call(start_run, Start(samples=done.appended, verified=True))

    def _some_sample(self) -> frozenset[str]:
        return frozenset([self.stack.timeline.rng.choice(self.stack.scenario.names)])

    def _some_analysis(self) -> int:
        return self.stack.timeline.rng.randrange(len(self.stack.scenario.outputs))

    def _call(self, use_case: Callable[..., object], *what: object, **more: object) -> object:
        """Call a use case of the API with the ports that it asks for by name."""
        ports = self.stack.ports
        asked = {name: ports[name] for name in signature(use_case).parameters if name in ports}
        return use_case(RUN, *what, **asked, **more)

    def _later(self, delay: float, name: str, request: Request) -> None:
        self.busy += 1
        self.stack.timeline.after(delay, lambda: self._try(name, request))

    def _try(self, name: str, request: Request) -> None:
        """Call the API; without an answer, again after a while: a user wants to know."""
        self.busy -= 1
        if not self.stack.functions.invoke("api", lambda: self._ask(name, request)):
            self._later(_PATIENCE, name, request)

    def _ask(self, name: str, request: Request) -> None:
        tell = self.stack.timeline.tell
        try:
            tell("operator", name, "→", request())
        except UnavailableError as error:
            tell("operator", name, "→ unavailable:", error)
            self._later(_PATIENCE, name, request)
        except BatchRelayError as error:
            tell("operator", name, "→", type(error).__name__, error)
