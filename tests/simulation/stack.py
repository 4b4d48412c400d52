"""The whole application: the use cases behind their queues, over simulated services."""

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from random import Random
from typing import Any

from batch_relay.adapters.memory.analyses import MemoryAnalyses, MemoryAwaitedOutputs
from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.adapters.memory.runs import MemoryCounters, MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.adapters.memory.services import MemoryObjects
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.domain.errors import ConflictError, UnavailableError
from batch_relay.domain.manifests import to_line
from batch_relay.domain.messages import Release, StartRange, Stop, Submission
from batch_relay.domain.runs import Project, RunKey
from batch_relay.domain.samples import Sample
from batch_relay.services.count_statuses import count_statuses
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.record_job_change import Recording, record_job_change
from batch_relay.services.record_output import Watching, record_output
from batch_relay.services.start_samples import Starting, start_samples
from batch_relay.services.steer_samples import Steering, steer_samples
from batch_relay.services.submit_analysis import Submitting, submit_analysis
from tests.simulation.batch import Batch
from tests.simulation.executions import StateMachine
from tests.simulation.faults import Faults
from tests.simulation.functions import Functions
from tests.simulation.queues import Queue
from tests.simulation.rules import Rules
from tests.simulation.scenario import Scenario
from tests.simulation.storage import SHARDS, Bucket, EventBus, Shard, Stream, Watched
from tests.simulation.timeline import START, Timeline

RUN = RunKey(project="p", workflow="w")
_SWEEP_TIMEOUT = 300.0


class Stack:
    """Every queue with its function, every port open to faults; `ports_of` wires a use case."""

    def __init__(self, scenario: Scenario, rng: Random, *, tracing: bool = False) -> None:
        self.scenario = scenario
        self.timeline = Timeline(rng, tracing=tracing)
        self.faults = Faults(scenario.rates, scenario.faults_until, self.timeline)
        self.functions = Functions(self.timeline, self.faults)
        self._make_tables()
        self._make_queues()
        self._make_services()
        self._guard_ports()
        self.timeline.after(scenario.sweep_every, self._sweep)

    def _make_tables(self) -> None:
        scenario, objects = self.scenario, MemoryObjects()
        self.rules = Rules(scenario.workflow, objects.objects, self.timeline, scenario.stale_after)
        self.stream = Stream(tuple(self._shard() for _ in range(SHARDS)))
        self.samples = MemorySamples(samples=Watched(self._on_sample))
        self.runs = MemoryRuns(runs=Watched(self.rules.on_run))
        self.analyses = MemoryAnalyses(
            runs=self.runs, samples=self.samples, analyses=Watched(self._on_analysis)
        )
        self.counters = MemoryCounters(self.runs)
        self.objects, self.awaited = objects, MemoryAwaitedOutputs()
        self.workflows, self.projects, self.files = MemoryWorkflows(), MemoryProjects(), MemoryFiles()
        self.workflows.put(scenario.workflow)
        self._import()

    def _import(self) -> None:
        lines = [to_line(_sample(name)) for name in self.scenario.names]
        self.files.write("m", lines)
        self.projects.create(
            Project(
                name=RUN.project,
                samples=len(lines),
                columns=("sample", "file"),
                manifest="m",
                checksum="",
                created_at=START,
            )
        )

    def _shard(self) -> Shard:
        return Shard(
            self.timeline,
            self.faults,
            self.functions,
            lambda changes: count_statuses(changes, counters=self.ports["counters"]),
        )

    def _make_queues(self) -> None:
        self.start_queue = self._queue("start_samples", self._start, 5)
        self.submit_queue = self._queue("submit_job", self._submit, 100)
        self.job_queue = self._queue("on_job_change", self._record_job, 5)
        self.output_queue = self._queue("on_output_written", self._record_output, 5)
        self.steer_queue = self._queue("steer_samples", self._steer, 5)

    @property
    def queues(self) -> tuple[Queue[Any], ...]:
        return (
            self.start_queue,
            self.submit_queue,
            self.job_queue,
            self.output_queue,
            self.steer_queue,
        )

    def _queue(self, consumer: str, handle: Callable[[Any], object], receives: int) -> Queue[Any]:
        return Queue(consumer, handle, receives, self.timeline, self.faults, self.functions)

    def _make_services(self) -> None:
        bus, scenario = EventBus(self.timeline, self.faults), self.scenario
        self.batch = Batch(
            natures=scenario.natures,
            seconds=scenario.job_seconds,
            keeps=scenario.batch_keeps,
            lag=scenario.list_lag,
            bucket=Bucket(self.objects, bus, self.output_queue),
            timeline=self.timeline,
            faults=self.faults,
            emit=lambda change: bus.emit(change, self.job_queue),
            watch=self.rules.on_job,
        )
        self.machine = StateMachine(
            self.samples, self.submit_queue.put, self.timeline, self.faults
        )

    def _guard_ports(self) -> None:
        plain = {
            "runs": self.runs,
            "samples": self.samples,
            "analyses": self.analyses,
            "counters": self.counters,
            "objects": self.objects,
            "awaited": self.awaited,
            "workflows": self.workflows,
            "projects": self.projects,
            "files": self.files,
            "jobs": self.batch,
            "tasks": self.machine,
            "executions": self.machine,
            "submit_queue": Sender(self.submit_queue),
            "starts": PartsSender(self.start_queue),
            "steering": PartsSender(self.steer_queue),
        }
        self.ports = {name: self.functions.guard(name, port) for name, port in plain.items()}
        self.ports["clock"] = self.timeline.clock
        self.ports["chance"] = self.timeline.rng.random
        self.ports["recording"] = self.ports_of(Recording)
        self._ports_of = {
            kind: self.ports_of(kind)
            for kind in (Starting, Submitting, Recording, Watching, Steering)
        }

    def ports_of(self, kind: type[Any]) -> Any:
        """Return the ports that a use case takes, by their names."""
        return kind(**{one.name: self.ports[one.name] for one in fields(kind)})

    def _start(self, part: StartRange) -> object:
        return start_samples(part, ports=self._ports_of[Starting])

    def _steer(self, part: Stop | Release) -> object:
        return steer_samples(part, ports=self._ports_of[Steering])

    def _submit(self, submission: Submission) -> object:
        return submit_analysis(submission, ports=self._ports_of[Submitting])

    def _record_job(self, change: Any) -> object:
        return record_job_change(change, ports=self._ports_of[Recording])

    def _record_output(self, written: Any) -> object:
        return record_output(*written, ports=self._ports_of[Watching])

    def _sweep(self) -> None:
        self.timeline.after(self.scenario.sweep_every, self._sweep)
        self.functions.invoke("reconcile", self._reconcile, timeout=_SWEEP_TIMEOUT)

    def _reconcile(self) -> None:
        stale_after = timedelta(seconds=self.scenario.stale_after)
        try:
            for repair in reconcile(stale_after, ports=self.ports_of(Sweeping)):
                self.timeline.tell("reconcile", repair)
        except (ConflictError, UnavailableError) as error:
            self.timeline.tell("reconcile", "breaks off:", type(error).__name__, error)
        else:
            self.rules.on_sweep()

    def _on_sample(self, before: Any, now: Any) -> None:
        self.rules.on_sample(before, now)
        if before is None or before.status is not now.status or before.generation != now.generation:
            name = f"{now.sample.name}/{now.generation}"
            self.timeline.tell("table", f"sample {name} is {now.status}", now.reason)
        self.stream.on_sample(before, now)

    def _on_analysis(self, before: Any, now: Any) -> None:
        self.rules.on_analysis(before, now)
        self.stream.on_analysis(before, now)


class Sender:
    """The port SubmitQueue."""

    def __init__(self, queue: Queue[Submission]) -> None:
        self._queue = queue

    def send(self, submission: Submission, *, delay: int = 0) -> None:
        """Queue a submission; SQS takes 900 seconds at most."""
        self._queue.put(submission, min(delay, 900))


class PartsSender:
    """The ports StartQueue and SteerQueue."""

    def __init__(self, queue: Queue[Any]) -> None:
        self._queue = queue

    def send(self, parts: Any) -> None:
        for part in parts:
            self._queue.put(part)


def _sample(name: str) -> Sample:
    return Sample(name=name, file="f", columns={"sample": name, "file": "f"}, line=1)
