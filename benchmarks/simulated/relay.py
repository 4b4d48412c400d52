"""Our own way through the door: the real use case and pacing, on virtual time."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from batch_relay.adapters.memory.analyses import MemoryAnalyses, MemoryAwaitedOutputs
from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.adapters.memory.services import (
    MemoryJobs,
    MemoryObjects,
    MemorySubmitQueue,
    MemoryTasks,
)
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.adapters.pacing import PacedJobs
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.messages import Submission
from batch_relay.domain.runs import Run, RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.submit_analysis import Submitting, submit_analysis
from benchmarks.imports import workflow
from benchmarks.simulated.clock import Clock
from benchmarks.simulated.limit import Limit
from benchmarks.simulated.others import starts

START = datetime(2026, 1, 1, tzinfo=UTC)
RUN = RunKey(project="p", workflow="w")
# Of SQS event sources: what they begin with, and what they add every second.
POLLERS, MORE_POLLERS = 5, 5
# Seconds that a call takes.
TABLE_CALL, S3_CALL, SUBMIT_CALL = 0.005, 0.02, 0.1
RECEIVE_CALL, EMPTY_RECEIVE = 0.02, 1.0
_TEMPLATE = (Path(__file__).parents[2] / "template.yaml").read_text()


def _of_template(pattern: str) -> int:
    found = re.search(pattern, _TEMPLATE, re.DOTALL)
    if found is None:
        message = f"template.yaml has no {pattern}"
        raise ValueError(message)
    return int(found[1])


RATE = _of_template(r"SubmitRate:.*?Default: (\d+)")
WORKERS = _of_template(r"SubmitConcurrency:.*?Default: (\d+)")
BATCH = _of_template(r"Queue: !GetAtt SubmitQueue.Arn\s+BatchSize: (\d+)")
VISIBILITY = _of_template(r"  SubmitQueue:.*?VisibilityTimeout: (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the burst; `seconds` until the last job was submitted.

    `answered` counts task tokens that were answered: only that moves an execution on.
    """

    samples: int
    lost: int
    doubled: int
    seconds: float
    throttled: int
    throttled_share: float
    used: float
    answered: int


@dataclass
class Door(MemoryJobs):
    """SubmitJob behind its limit."""

    clock: Clock = field(kw_only=True)
    limit: Limit = field(default_factory=Limit)
    last: float = 0.0

    def submit(self, job: RenderedJob, attempt: AttemptKey) -> str:
        """Submit a job, or be throttled."""
        # The others' calls before this moment come first.
        self.clock.sleep(0)
        allowed, self.last = self.limit.allows(self.clock.now()), self.clock.now()
        self.clock.spend(SUBMIT_CALL)
        if not allowed:
            message = "SubmitJob: Too Many Requests"
            raise UnavailableError(message)
        return super().submit(job, attempt)


@dataclass
class Messages:
    """The submit queue: messages by the time they can be received."""

    clock: Clock
    ready: deque[tuple[float, Submission]]
    hidden: deque[tuple[float, Submission]] = field(default_factory=deque)

    def receive(self) -> list[Submission]:
        """Take up to a batch of what is visible."""
        found: list[Submission] = []
        for queue in (self.hidden, self.ready):
            while queue and len(found) < BATCH and queue[0][0] <= self.clock.now():
                found.append(queue.popleft()[1])
        return found

    def hide(self, submission: Submission) -> None:
        """Show a message again once its visibility timeout is over."""
        self.hidden.append((self.clock.now() + VISIBILITY, submission))

    def is_empty(self) -> bool:
        """Whether nothing will ever come."""
        return not self.ready and not self.hidden


def simulate(samples: int) -> Outcome:
    """Let all samples ask for their first job."""
    clock, tasks = Clock(), MemoryTasks()
    door = Door(clock=clock)
    arrivals = zip(starts(samples), map(_submission, range(samples)), strict=True)
    queue, stores = Messages(clock, deque(arrivals)), _stores(clock, samples)
    workers = (_ports(stores, door, tasks, clock) for _ in range(WORKERS))
    clock.run(*(partial(_work, n, queue, clock, ports) for n, ports in enumerate(workers)))
    return _outcome(samples, door, tasks)


def _outcome(samples: int, door: Door, tasks: MemoryTasks) -> Outcome:
    submitted = {change.attempt for _, change in door.jobs.values()}
    calls = door.limit.allowed + door.limit.throttled
    return Outcome(
        samples=samples,
        lost=samples - len(submitted),
        doubled=len(door.jobs) - len(submitted),
        seconds=door.last,
        throttled=door.limit.throttled,
        throttled_share=door.limit.throttled / calls,
        used=door.limit.allowed / (door.last * door.limit.per_second),
        answered=len(tasks.answers),
    )


def _work(number: int, queue: Messages, clock: Clock, ports: Submitting) -> None:
    """Take batches, as one of the event source's pollers does, until nothing is left."""
    clock.sleep(max(0, number - POLLERS + 1) / MORE_POLLERS)
    while not queue.is_empty():
        batch = queue.receive()
        for submission in batch:
            try:
                submit_analysis(submission, ports=ports)
            except UnavailableError:
                queue.hide(submission)
        clock.sleep(RECEIVE_CALL if batch else EMPTY_RECEIVE)


def _submission(number: int) -> Submission:
    key = AnalysisKey(run=RUN, sample=f"S{number}", analysis=0)
    return Submission(attempt=AttemptKey(key=key, generation=1, number=1), token=f"t{number}")


def _stores(clock: Clock, samples: int) -> dict[str, Any]:
    """Return the stores of a run whose samples have all begun; each call of theirs takes time."""
    runs, begun, workflows = MemoryRuns(), MemorySamples(), MemoryWorkflows()
    definition = workflow()
    workflows.put(definition)
    runs.begin(_run(samples, definition))
    for number in range(samples):
        begun.begin(_sample(f"S{number}", definition))
    stores = {
        "runs": runs,
        "analyses": MemoryAnalyses(runs, begun),
        "samples": begun,
        "awaited": MemoryAwaitedOutputs(),
    }
    slow = {name: _slow(store, clock, TABLE_CALL) for name, store in stores.items()}
    objects = _slow(MemoryObjects(), clock, S3_CALL)
    # Workflow versions are remembered by their adapter: a worker reads each once.
    return {**slow, "workflows": workflows, "objects": objects}


def _ports(stores: dict[str, Any], door: Door, tasks: MemoryTasks, clock: Clock) -> Submitting:
    """Wire a worker as `functions/submit_job` does, with its own share of the rate."""
    return Submitting(
        **stores,
        jobs=PacedJobs(door, RATE / WORKERS, now=clock.now, sleep=clock.sleep),
        submit_queue=MemorySubmitQueue(),
        tasks=tasks,
        clock=lambda: START + timedelta(seconds=clock.now()),
    )


def _slow(store: Any, clock: Clock, seconds: float) -> Any:
    """Return the store, of which every call takes so long."""

    def taking(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            clock.spend(seconds)
            return method(*args, **kwargs)

        return call

    names = [one for one in dir(type(store)) if not one.startswith("_")]
    methods = {one: getattr(store, one) for one in names if callable(getattr(store, one))}
    return SimpleNamespace(**{one: taking(method) for one, method in methods.items()})


def _run(samples: int, definition: Workflow) -> Run:
    return Run(
        key=RUN,
        generation=1,
        version=definition.version,
        analyses=tuple(one.job_definition for one in definition.analyses),
        expected={1: samples},
        selection="all",
        manifest="manifests/m",
        created_at=START,
    )


def _sample(name: str, definition: Workflow) -> SampleState:
    columns = {"sample": name, "file": "f", "reads": "r", "group": "g", "site": "s", "depth": "1"}
    return SampleState(
        run=RUN,
        sample=Sample(name=name, file="f", columns=columns, line=2),
        generation=1,
        version=definition.version,
        analyses=len(definition.analyses),
        status=SampleStatus.RUNNING,
        updated_at=START,
        asked=frozenset({1}),
    )
