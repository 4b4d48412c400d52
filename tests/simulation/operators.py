"""People and their programs: they call the API, and call again if it doesn't answer."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import TypeAlias

from batch_relay.domain.errors import BatchRelayError, UnavailableError
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.runs import RunKey
from batch_relay.domain.uploads import ImportOptions
from batch_relay.services.append_samples import append_samples
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.limit_run import limit_run
from batch_relay.services.pause_run import pause_run
from batch_relay.services.resubmit_samples import Resubmit, resubmit_samples
from batch_relay.services.start_run import Start, start_run
from tests.simulation.scenario import APPENDED, Operation
from tests.simulation.stack import RUN, Stack
from tests.simulation.tables import PRICE

_PATIENCE = 60.0

Request: TypeAlias = Callable[[], object]


@dataclass
class Operators:
    """`busy` is how many have begun something and not heard how it went."""

    stack: Stack
    busy: int = 0

    def plan(self) -> None:
        """Have the run started, and whatever else the scenario says."""
        self._later(0.0, "start", self.start, patient=True)
        for at, operation in self.stack.scenario.operations:
            self._later(at, operation, self._request(operation))

    def end(self) -> None:
        """Let the run go on, whatever held it, and move all dead letters back to their queues."""
        self._later(0.0, "resume", self.resume, patient=True)
        self._later(0.0, "spend", lambda: self._call(limit_run, None), patient=True)
        for queue in self.stack.queues:
            queue.redrive()

    def start(self) -> object:
        return self._call(start_run, Start(verified=True))

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
            Operation.LIMIT: lambda: call(limit_run, self._little),
            Operation.RAISE: lambda: call(limit_run, 10 * self._little),
            Operation.PAUSE: lambda: call(pause_run, paused=True),
            Operation.CANCEL: lambda: call(cancel_run, Cancel(reason="a mistake")),
            Operation.CANCEL_SAMPLE: lambda: call(cancel_run, cancel_one),
            Operation.CANCEL_SUMMARY: lambda: call(
                cancel_run, Cancel(reason="not needed"), run=RUN.summary
            ),
            Operation.RESUBMIT_SUMMARY: lambda: call(resubmit_samples, Resubmit(), run=RUN.summary),
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

    @property
    def _little(self) -> int:
        """What a job costs that takes its time, in micro-dollars."""
        return round(PRICE.vcpu_hour * self.stack.scenario.job_seconds / 3600)

    def _some_analysis(self) -> int:
        return self.stack.timeline.rng.randrange(len(self.stack.scenario.outputs))

    def _call(
        self, use_case: Callable[..., object], *what: object, run: RunKey = RUN, **more: object
    ) -> object:
        """Call a use case of the API with the ports that it asks for by name."""
        ports = self.stack.ports
        asked = {name: ports[name] for name in signature(use_case).parameters if name in ports}
        return use_case(run, *what, **asked, **more)

    def _later(self, delay: float, name: str, request: Request, *, patient: bool = False) -> None:
        self.busy += 1
        self.stack.timeline.after(delay, lambda: self._try(name, request, patient=patient))

    def _try(self, name: str, request: Request, *, patient: bool) -> None:
        """Call the API; without an answer, half of those who called call again after a while."""
        self.busy -= 1
        answered: list[object] = []
        self.stack.functions.invoke("api", lambda: answered.extend(self._ask(name, request)))
        if not answered and (patient or self.stack.timeline.rng.random() < 0.5):
            self._later(_PATIENCE, name, request, patient=patient)

    def _ask(self, name: str, request: Request) -> list[object]:
        """Return the answer, if there is one."""
        tell = self.stack.timeline.tell
        try:
            answer = request()
        except UnavailableError as error:
            tell("operator", name, "→ unavailable:", error)
            return []
        except BatchRelayError as error:
            answer = f"{type(error).__name__} {error}"
        tell("operator", name, "→", answer)
        return [answer]
