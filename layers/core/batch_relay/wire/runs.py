"""Runs and their counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import ConfigDict, Field

from batch_relay.domain.runs import Run
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.wire.problems import Wire


class AnalysisCounts(Wire):
    """How many samples stand where in one analysis."""

    index: int
    job_definition: str
    statuses: dict[AnalysisStatus, int]


class RunItem(Wire):
    """A run and its counts; `samples` counts by status, PENDING ones included.

    `chosen` is how many samples its newest generation names. `reason` is why it
    was cancelled, if it was.
    """

    project: str
    workflow: str
    version: str
    generation: int
    status: RunStatus
    paused: bool
    reason: str
    chosen: int
    created_at: datetime
    samples: dict[SampleStatus, int]
    analyses: list[AnalysisCounts]

    @classmethod
    def of(cls, run: Run) -> Self:
        """Read a run."""
        samples = {SampleStatus.PENDING: run.pending, **run.counts.samples}
        return cls(
            project=run.key.project,
            workflow=run.key.workflow,
            version=run.version,
            generation=run.generation,
            status=run.status,
            paused=run.paused,
            reason=run.reason if run.is_cancelled else "",
            chosen=run.chosen,
            created_at=run.created_at,
            samples=_counted(samples),
            analyses=[
                AnalysisCounts(index=index, job_definition=name, statuses=_analysis(run, index))
                for index, name in enumerate(run.analyses)
            ],
        )


class StartRequest(Wire):
    """Which samples to start, all if left out."""

    model_config = ConfigDict(extra="forbid")

    samples: list[str] | None = Field(default=None, min_length=1, max_length=100_000)


def _counted(numbers: Mapping[SampleStatus, int]) -> dict[SampleStatus, int]:
    return {status: numbers[status] for status in SampleStatus if numbers.get(status)}


def _analysis(run: Run, index: int) -> dict[AnalysisStatus, int]:
    numbers = run.counts.analyses
    return {
        status: numbers[index, status] for status in AnalysisStatus if numbers.get((index, status))
    }
