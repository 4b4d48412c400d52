"""The whole application: the use cases behind their queues, over simulated services."""

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from random import Random
from typing import Any

from batch_relay.adapters.memory.services import MemoryObjects
from batch_relay.domain.errors import ConflictError, UnavailableError
from batch_relay.domain.summaries import summary_of
from batch_relay.services.count_statuses import count_statuses
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.record_job_change import record_job_change
from batch_relay.services.record_output import Watching, record_output
from batch_relay.services.recording import Recording
from batch_relay.services.start_samples import Starting, start_samples
from batch_relay.services.steer_samples import Steering, steer_samples
from batch_relay.services.submit_analysis import Submitting, submit_analysis
from tests.examples import AnyCatalog
from tests.simulation.batch import FAIR, Batch
from tests.simulation.executions import StateMachine
from tests.simulation.faults import Faults
from tests.simulation.functions import Functions
from tests.simulation.queues import Queue, Sender, StartSender, SteerSender
from tests.simulation.rules import Rules
from tests.simulation.scenario import Scenario
from tests.simulation.storage import SHARDS, Bucket, EventBus, Shard, Stream
from tests.simulation.summaries import Announcer
from tests.simulation.tables import RUN, Tables
from tests.simulation.timeline import START, Timeline

__all__ = ["RUN", "Stack"]

_SWEEP_TIMEOUT = 300.0
# Of template.yaml: how often a message is received before it is a dead letter.
_RECEIVES, _SUBMIT_RECEIVES = 5, 100


class Stack:
    """Every queue with its function, every port open to faults; `ports_of` wires a use case."""

    def __init__(self, scenario: Scenario, rng: Random, *, tracing: bool = False) -> None:
        self.scenario = scenario
        self.timeline = Timeline(rng, tracing=tracing)
        self.faults = Faults(scenario.rates, scenario.faults_until, self.timeline)
        self.functions = Functions(self.timeline, self.faults)
        self._make_queues()
        self._make_storage()
        self._make_services()
        self._guard_ports()
        self._cut = False
        self.timeline.after(scenario.sweep_every, self._sweep)

    def _make_queues(self) -> None:
        self.start_queue = self._queue("start_samples", start_samples, Starting)
        self.steer_queue = self._queue("steer_samples", steer_samples, Steering)
        self.submit_queue = self._queue("submit_job", submit_analysis, Submitting)
        self.submit_queue.max_receives = _SUBMIT_RECEIVES
        self.job_queue = self._queue("on_job_change", record_job_change, Recording)
        self.output_queue = self._queue("on_output_written", _record_output, Watching)

    @property
    def queues(self) -> tuple[Queue[Any], ...]:
        return (
            self.start_queue,
            self.steer_queue,
            self.submit_queue,
            self.job_queue,
            self.output_queue,
        )

    def _queue(
        self, consumer: str, use_case: Callable[..., object], ports: type[Any]
    ) -> Queue[Any]:
        def handle(message: Any) -> object:
            return use_case(message, ports=self._wired[ports])

        return Queue(consumer, handle, _RECEIVES, self.timeline, self.faults, self.functions)

    def _make_storage(self) -> None:
        objects = MemoryObjects(objects=dict.fromkeys(self.scenario.outputs_present, START))
        stale_after = self.scenario.stale_after
        workflow = self.scenario.workflow
        workflows = [workflow] + [own for own in [summary_of(workflow)] if own]
        named = {one.name: one for one in workflows}
        self.rules = Rules(named, objects.objects, self.timeline, stale_after)
        self.stream = Stream(tuple(self._shard() for _ in range(SHARDS)))
        self.tables = Tables(self.scenario, objects, self.rules, self.stream)
        self.bus = EventBus(self.timeline, self.faults)
        announcer = Announcer(
            self.tables.runs, lambda asked: self.bus.emit(asked, self.start_queue)
        )
        self.tables.on_run = announcer.on_change

    def _shard(self) -> Shard:
        return Shard(
            self.timeline,
            self.faults,
            self.functions,
            lambda changes: count_statuses(
                changes, counters=self.ports["counters"], counted=self.tables.on_run
            ),
        )

    def _make_services(self) -> None:
        bus, scenario = self.bus, self.scenario
        self.batch = Batch(
            natures=scenario.natures,
            seconds=scenario.job_seconds,
            keeps=scenario.batch_keeps,
            lag=scenario.list_lag,
            bucket=Bucket(self.tables.objects, bus, self.output_queue),
            timeline=self.timeline,
            faults=self.faults,
            emit=lambda change: bus.emit(change, self.job_queue),
            watch=self.rules.on_job,
        )
        self.machine = StateMachine(
            self.tables.samples,
            self.submit_queue.put,
            self.timeline,
            self.faults,
            goes_on=scenario.map_goes_on,
        )

    def _guard_ports(self) -> None:
        services = {
            "jobs": self.batch,
            "tasks": self.machine,
            "executions": self.machine,
            "submit_queue": Sender(self.submit_queue),
            "starts": StartSender(self.start_queue),
            "steering": SteerSender(self.steer_queue),
        }
        plain = self.tables.ports() | services
        self.ports = {name: self.functions.guard(name, port) for name, port in plain.items()}
        self.ports["clock"] = self.timeline.clock
        self.ports["catalog"] = AnyCatalog(set(FAIR))
        self.ports["chance"] = self.timeline.rng.random
        self.ports["queues"] = ("spot", "on-demand")
        self.ports["recording"] = self.ports_of(Recording)
        kinds = (Starting, Submitting, Recording, Watching, Steering, Sweeping)
        self._wired = {kind: self.ports_of(kind) for kind in kinds}

    def ports_of(self, kind: type[Any]) -> Any:
        """Return the ports that a use case takes, by their names."""
        return kind(**{one.name: self.ports[one.name] for one in fields(kind)})

    def _sweep(self) -> None:
        self.timeline.after(self.scenario.sweep_every, self._sweep)
        self.functions.invoke("reconcile", self._reconcile, timeout=_SWEEP_TIMEOUT)

    def _has_time(self) -> bool:
        """Whether the sweep may go on to its next page; it is cut at any."""
        self._cut = self.faults.happen(self.scenario.rates.sweep_cut)
        if self._cut:
            self.timeline.tell("fault", "cuts the sweep")
        return not self._cut

    def _reconcile(self) -> None:
        stale_after, self._cut = timedelta(seconds=self.scenario.stale_after), False
        try:
            ports = self._wired[Sweeping]
            for found in reconcile(stale_after, ports=ports, has_time=self._has_time):
                self.timeline.tell("reconcile", found.kind, found.sample, found.reason)
        except (ConflictError, UnavailableError) as error:
            self.timeline.tell("reconcile", "breaks off:", type(error).__name__, error)
        else:
            if not self._cut:
                self.rules.on_sweep()


def _record_output(written: Any, *, ports: Watching) -> object:
    return record_output(*written, ports=ports)
