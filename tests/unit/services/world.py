"""The use cases over the ports in memory: one project, one sample, two analyses."""

import json
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from batch_relay.adapters.memory.analyses import MemoryAnalyses, MemoryAwaitedOutputs
from batch_relay.adapters.memory.bookmarks import MemoryBookmarks
from batch_relay.adapters.memory.prices import MemoryPrices
from batch_relay.adapters.memory.runs import MemoryCounters, MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.adapters.memory.services import (
    MemoryExecutions,
    MemoryJobs,
    MemoryObjects,
    MemoryStartQueue,
    MemorySteerQueue,
    MemorySubmitQueue,
    MemoryTasks,
)
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.domain.attempts import AnalysisKey, AnalysisState, AttemptKey, JobChange
from batch_relay.domain.definitions import Workflow, read_definition
from batch_relay.domain.messages import Submission
from batch_relay.domain.problems import Problems
from batch_relay.domain.runs import Run, RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import JobStatus, SampleStatus
from batch_relay.services.reconcile import Sweeping
from batch_relay.services.record_job_change import Recording, record_job_change
from batch_relay.services.record_output import Watching, record_output
from batch_relay.services.submit_analysis import Submitting, submit_analysis

RUN = RunKey(project="p", workflow="w")
START = datetime(2026, 1, 1, tzinfo=UTC)
OUT = "s3://results/S1/0.txt"
SECOND_OUT = "s3://results/S1/1.txt"


def workflow(**own: Any) -> Workflow:
    """Two analyses of one output each; `own` goes under the key batch_relay of both."""
    analysis = {
        "job_definition": "tool:1",
        "queue": "spot",
        "parameters": {"sample": "{_sample}"},
        "containerOverrides": {"resourceRequirements": [{"type": "MEMORY", "value": "512"}]},
        "batch_relay": {"retry": {"attempts": 3}} | own,
    }
    outputs = [f"s3://results/{{_sample}}/{n}.txt" for n in (0, 1)]
    text = {
        "workflow_name": "w",
        "analyses": [analysis | {"outputs": [output]} for output in outputs],
    }
    read = read_definition(json.dumps(text), problems=Problems())
    assert read is not None
    return read


@dataclass
class World:
    """A sample that was begun, and the ports around it."""

    workflow: Workflow = field(default_factory=workflow)
    analyses: MemoryAnalyses = field(default_factory=MemoryAnalyses)
    workflows: MemoryWorkflows = field(default_factory=MemoryWorkflows)
    awaited: MemoryAwaitedOutputs = field(default_factory=MemoryAwaitedOutputs)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    tasks: MemoryTasks = field(default_factory=MemoryTasks)
    submit_queue: MemorySubmitQueue = field(default_factory=MemorySubmitQueue)
    executions: MemoryExecutions = field(default_factory=MemoryExecutions)
    bookmarks: MemoryBookmarks = field(default_factory=MemoryBookmarks)
    starts: MemoryStartQueue = field(default_factory=MemoryStartQueue)
    steering: MemorySteerQueue = field(default_factory=MemorySteerQueue)
    prices: MemoryPrices = field(default_factory=MemoryPrices)
    ticks: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.workflows.put(self.workflow)
        self.runs.begin(
            Run(
                key=RUN,
                generation=1,
                version=self.workflow.version,
                analyses=("tool:1", "tool:1"),
                expected={1: 1},
                selection="all",
                manifest="m",
                created_at=START,
            )
        )
        self.begin(generation=1)

    @property
    def runs(self) -> MemoryRuns:
        return self.analyses.runs

    @property
    def samples(self) -> MemorySamples:
        return self.analyses.samples

    def begin(self, *, generation: int) -> SampleState:
        state = SampleState(
            run=RUN,
            sample=Sample(name="S1", file="a", columns={"sample": "S1", "file": "a"}, line=2),
            generation=generation,
            version=self.workflow.version,
            analyses=2,
            status=SampleStatus.RUNNING,
            updated_at=START,
            asked=frozenset({generation}),
            correlation_id=f"request-{generation}",
        )
        self.samples.begin(state)
        return state

    def begin_another(self, name: str) -> None:
        sample = replace(self.sample.sample, name=name)
        self.samples.begin(replace(self.sample, sample=sample))

    def clock(self) -> datetime:
        return START + timedelta(seconds=next(self.ticks))

    def later(self, seconds: int = 180) -> None:
        """Let time pass: as much as until a message comes again, if nothing else is said."""
        self.ticks = count(next(self.ticks) + seconds)

    def chance(self) -> float:
        return 0.0

    def ports(self, kind: type[Any]) -> Any:
        """Return these ports in the form that a use case takes."""
        if kind is Sweeping:
            recording = self.ports(Recording)
            return Sweeping(
                runs=self.runs,
                counters=MemoryCounters(self.runs),
                executions=self.executions,
                bookmarks=self.bookmarks,
                queues=("spot",),
                starts=self.starts,
                steering=self.steering,
                awaited=self.awaited,
                recording=recording,
            )
        return kind(**{one.name: getattr(self, one.name) for one in fields(kind)})

    def submit(self, *, analysis: int = 0, attempt: int = 1, token: str | None = "t1") -> Any:
        return self.submit_attempt(attempt_key(analysis, attempt), token)

    def submit_attempt(self, attempt: AttemptKey, token: str | None) -> Any:
        submission = Submission(attempt=attempt, token=token)
        return submit_analysis(submission, ports=self.ports(Submitting))

    def change(self, status: JobStatus, *, job_id: str = "job-1", **more: Any) -> Any:
        change = replace(self.jobs.jobs[job_id][1], status=status, at=self.clock(), **more)
        self.jobs.jobs[job_id] = (self.jobs.jobs[job_id][0], change)
        return self.tell(change)

    def tell(self, change: JobChange) -> Any:
        return record_job_change(change, ports=self.ports(Recording))

    def write(self, uri: str = OUT, *, at: datetime | None = None) -> Any:
        self.objects.objects[uri] = at or self.clock()
        return record_output(uri, self.objects.objects[uri], ports=self.ports(Watching))

    def state(self, analysis: int = 0) -> AnalysisState:
        return self.analyses.analyses[AnalysisKey(run=RUN, sample="S1", analysis=analysis)]

    @property
    def sample(self) -> SampleState:
        return self.samples.samples[RUN, "S1"]

    @property
    def live(self) -> list[str]:
        """The jobs that have not ended."""
        return [id_ for id_, (_, job) in self.jobs.jobs.items() if not job.status.is_final]


def attempt_key(analysis: int = 0, number: int = 1, *, generation: int = 1) -> AttemptKey:
    key = AnalysisKey(run=RUN, sample="S1", analysis=analysis)
    return AttemptKey(key=key, generation=generation, number=number)
