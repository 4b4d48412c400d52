"""Step Functions: statemachines/sample.asl.json, one execution per sample and generation."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.messages import Submission
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Execution as Port
from batch_relay.services.ports import Page
from tests.simulation.faults import Faults
from tests.simulation.timeline import Timeline

# Its Retry waits 2 s, then twice as long each time, with full jitter.
_RETRY = 2.0
# Times it tries to record an end; 9 in truth, but that would never be seen.
_RECORDS = 4


@dataclass
class Execution:
    """A sample on its way: it waits for `token`, the answer for analysis `index`."""

    run: RunKey
    sample: str
    generation: int
    analyses: int
    index: int = 0
    token: str = ""
    ended: SampleStatus | None = None
    records: int = 0
    cause: str = ""


@dataclass
class StateMachine:
    """Both ports of Step Functions: Executions and Tasks.

    `goes_on` is a Map that goes on after a failure, as an emulator's does;
    `past` are executions that ended before their sample did.
    """

    samples: MemorySamples
    send: Callable[[Submission], None]
    timeline: Timeline
    faults: Faults
    goes_on: bool
    executions: dict[tuple[RunKey, str, int], Execution] = field(
        default_factory=dict[tuple[RunKey, str, int], Execution]
    )
    past: list[Execution] = field(default_factory=list[Execution])
    tokens: int = 0
    _waiting: dict[str, Execution] = field(default_factory=dict[str, Execution])

    @property
    def running(self) -> list[Execution]:
        return [one for one in self.executions.values() if one.ended is None]

    def start(self, state: SampleState) -> None:
        """Start the sample's execution; its name is used once."""
        name = (state.run, state.sample.name, state.generation)
        if name in self.executions:
            return
        execution = Execution(
            run=state.run,
            sample=state.sample.name,
            generation=state.generation,
            analyses=state.analyses,
        )
        self.executions[name] = execution
        self.timeline.tell("step functions", "starts", *name[1:])
        self._soon(lambda: self._next(execution))

    def ensure(self, state: SampleState) -> bool:
        """Have an execution at work; one that ended makes room for another."""
        name = (state.run, state.sample.name, state.generation)
        last = self.executions.get(name)
        if last and last.ended is None:
            return False
        if last:
            self.past.append(self.executions.pop(name))
        self.start(state)
        return True

    def at_work(self, *, after: str | None = None) -> Page[Port]:
        """Return what is at work, two to a page."""
        first = int(after or 0)
        page = self.running[first : first + 2]
        items = tuple(
            Port(name=one.token, run=one.run, sample=one.sample, generation=one.generation)
            for one in page
        )
        return Page(items=items, next=str(first + 2) if len(page) == 2 else None)

    def stop(self, execution: Port, *, cause: str) -> None:
        """End an execution from outside: nothing is recorded."""
        one = self.executions[execution.run, execution.sample, execution.generation]
        self.timeline.tell("step functions", "is told to stop", execution.sample, cause)
        self._waiting.pop(one.token, None)
        one.ended = one.ended or SampleStatus.CANCELLED

    def succeed(self, token: str) -> bool:
        execution = self._waiting.pop(token, None)
        self.timeline.tell("step functions", "success for", token, "" if execution else "(spent)")
        if execution:
            execution.index += 1
            self._soon(lambda: self._next(execution))
        return execution is not None

    def fail(self, token: str, *, error: str, cause: str) -> bool:
        execution = self._waiting.pop(token, None)
        self.timeline.tell("step functions", "failure for", token, "" if execution else "(spent)")
        if execution:
            execution.cause = cause
            self._soon(lambda: self._go_on(execution))
        return execution is not None

    def _soon(self, action: Callable[[], None]) -> None:
        self.timeline.after(self.timeline.rng.random() * 0.5, action)

    def _next(self, execution: Execution) -> None:
        if execution.index == execution.analyses:
            self._end(execution)
        else:
            self._ask(execution)

    def _end(self, execution: Execution) -> None:
        """Record a failure; whoever ended the last analysis has recorded its success."""
        if execution.cause:
            self._record(execution, SampleStatus.FAILED)
        else:
            execution.ended = SampleStatus.SUCCEEDED

    def _go_on(self, execution: Execution) -> None:
        """Record the failure; an emulator's Map asks for the other analyses first."""
        if self.goes_on and execution.index + 1 < execution.analyses:
            execution.index += 1
            self._ask(execution)
        else:
            self._record(execution, SampleStatus.FAILED)

    def _ask(self, execution: Execution) -> None:
        """Send the first attempt; an answer that is lost has it sent again, with a new token."""
        self.tokens += 1
        execution.token = f"token-{self.tokens}"
        self._waiting[execution.token] = execution
        self.timeline.tell("step functions", "asks with", execution.token)
        self.send(Submission(attempt=_first_attempt(execution), token=execution.token))
        if self.faults.happen(self.faults.rates.sent_twice):
            self.timeline.tell("fault", "lost the answer, sends again after", execution.token)
            del self._waiting[execution.token]
            self.timeline.after(_RETRY * self.timeline.rng.random(), lambda: self._ask(execution))

    def _record(self, execution: Execution, status: SampleStatus) -> None:
        if self.faults.happen(self.faults.rates.record_fails):
            self._record_again(execution, status)
            return
        execution.ended = status
        known = self.samples.get(execution.run, execution.sample)
        its = (execution.generation, SampleStatus.RUNNING)
        if known and (known.generation, known.status) == its:
            self.timeline.tell("step functions", "records", execution.sample, status)
            now = replace(known, status=status, reason=execution.cause)
            self.samples.samples[execution.run, execution.sample] = now

    def _record_again(self, execution: Execution, status: SampleStatus) -> None:
        """Try a record again for a while; then the execution fails, and its sample goes on."""
        execution.records += 1
        self.timeline.tell("fault", "throttles the record of", execution.sample)
        if execution.records < _RECORDS:
            self.timeline.after(_RETRY, lambda: self._record(execution, status))
            return
        self.timeline.tell("fault", "ends without a record:", execution.sample)
        execution.ended = SampleStatus.FAILED


def _first_attempt(execution: Execution) -> AttemptKey:
    key = AnalysisKey(run=execution.run, sample=execution.sample, analysis=execution.index)
    return AttemptKey(key=key, generation=execution.generation, number=1)
