"""One of each noun, to be changed where a test cares."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from batch_relay.domain.attempts import AnalysisKey, AnalysisState, AttemptKey, JobChange
from batch_relay.domain.catalog import JobDefinition, JobQueue, Surroundings, Wanted
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.messages import (
    Release,
    StartChosen,
    StartRange,
    StartWhole,
    Stop,
    Submission,
)
from batch_relay.domain.rendering import render_analysis
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.runs import Run, RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus

RUN = RunKey(project="p", workflow="w")
START = datetime(2026, 1, 1, tzinfo=UTC)
# A resubmission that asks for all there is to ask for.
EVERYTHING = Resubmission(
    first=0,
    asked_at=START,
    queue="on-demand",
    memory=2_048,
    vcpus=2,
    timeout=600,
    priority=0,
    parameters={"threads": "2"},
    policy={"retry": {"attempts": 5, "memory_factor": 2.5}},
)


def run(key: RunKey = RUN, **changes: Any) -> Run:
    one = Run(
        key=key,
        generation=1,
        version="v",
        analyses=("align:1", "call:2"),
        expected={1: 1},
        selection="all",
        manifest="manifests/m",
        created_at=START,
    )
    return replace(one, **changes)


def sample(name: str = "S1", *, of: RunKey = RUN, **changes: Any) -> SampleState:
    one = SampleState(
        run=of,
        sample=Sample(name=name, file="a", columns={"sample": name, "file": "a"}, line=2),
        generation=1,
        version="v",
        analyses=2,
        status=SampleStatus.RUNNING,
        updated_at=START,
        asked=frozenset({changes.get("generation", 1)}),
    )
    return replace(one, **changes)


def analysis_key(index: int = 0, *, name: str = "S1", of: RunKey = RUN) -> AnalysisKey:
    return AnalysisKey(run=of, sample=name, analysis=index)


def analysis(key: AnalysisKey | None = None, **changes: Any) -> AnalysisState:
    one = AnalysisState(
        key=key or analysis_key(),
        generation=1,
        version="v",
        status=AnalysisStatus.SUBMITTING,
        attempt=1,
        tokens=("token",),
        updated_at=START,
        submitted_at=START,
    )
    return replace(one, **changes)


def attempt(number: int = 1, *, generation: int = 1, index: int = 0) -> AttemptKey:
    return AttemptKey(key=analysis_key(index), generation=generation, number=number)


def submission(**changes: Any) -> Submission:
    return replace(Submission(attempt=attempt(), token="token"), **changes)


def start_range(offset: int = 0, **changes: Any) -> StartRange:
    one = StartRange(run=RUN, generation=1, manifest="manifests/m", offset=offset, length=10)
    return replace(one, **changes)


def start_whole(**changes: Any) -> StartWhole:
    return replace(StartWhole(run=RUN, generation=1, manifest="manifests/m"), **changes)


def start_chosen(*samples: str, **changes: Any) -> StartChosen:
    one = StartChosen(run=RUN, generation=2, samples=samples or ("S1",), again=EVERYTHING)
    return replace(one, **changes)


def stop(*samples: str, **changes: Any) -> Stop:
    one = Stop(run=RUN, generation=1, samples=samples or ("S1",), reason="wrong reference")
    return replace(one, **changes)


def release(*samples: str) -> Release:
    return Release(run=RUN, samples=samples or ("S1",))


def change(**changes: Any) -> JobChange:
    one = JobChange(attempt=attempt(), job_id="job-1", status=JobStatus.RUNNING, at=START)
    return replace(one, **changes)


def job(name: str = "w_S1_tool-0123456789", **changes: Any) -> RenderedJob:
    one = RenderedJob(
        name=name,
        definition="tool",
        queue="spot",
        parameters={"sample": "S1"},
        container_overrides={"resourceRequirements": [{"type": "MEMORY", "value": "512"}]},
        timeout=3600,
        outputs=("s3://results/S1.txt",),
    )
    return replace(one, **changes)


@dataclass
class AnyCatalog:
    """Whatever a workflow names is there and its command reads nothing; some queues are `fair`."""

    fair: set[str] = field(default_factory=set[str])

    def find(self, wanted: Wanted) -> Surroundings:
        return Surroundings(
            queues={one: self._queue(one) for one in wanted.queues},
            definitions={one: JobDefinition() for one in wanted.definitions},
        )

    def _queue(self, name: str) -> JobQueue:
        return JobQueue(name=name, scheduling_policy="policy" if name in self.fair else "")


def render(workflow: Workflow, sample: Sample, *, project: str) -> tuple[RenderedJob, ...]:
    """Return the jobs of a sample, one for each analysis."""
    indices = range(len(workflow.analyses))
    return tuple(render_analysis(workflow, sample, index, project=project) for index in indices)
