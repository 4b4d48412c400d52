"""Runs and their counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import ConfigDict, Field

from batch_relay.domain.jobs import HIGHEST_PRIORITY
from batch_relay.domain.runs import Run
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.domain.usage import Use, dollars, micro_dollars
from batch_relay.wire.problems import Wire
from batch_relay.wire.usage import Dollars, UsageItem

Priority = Annotated[int, Field(ge=0, le=HIGHEST_PRIORITY)]


class AnalysisCounts(Wire):
    """How many samples stand where in one analysis, and what its jobs have used; see RunItem.

    `failures` tells apart those that FAILED, by the row of the table of failures
    that decided; a sample's `reason` begins with it.
    """

    index: int
    job_definition: str
    statuses: dict[AnalysisStatus, int]
    failures: dict[str, int] = Field(default_factory=dict)
    used: UsageItem = UsageItem()
    wasted: UsageItem = UsageItem()


class RunItem(Wire):
    """A run and its counts; `samples` counts by status, PENDING ones included.

    `chosen` is how many samples its newest generation names. `reason` is why it
    was cancelled, or why it holds. `used` is what its jobs that ended have used in
    all generations, `wasted` the part of those that failed or were cancelled.
    `budget` is in US dollars, null for none; `priority` is null if none was given.
    `summary` names the run that sums this one up, if its workflow says how.
    `correlation_id` is of the request that began its newest generation.
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
    correlation_id: str = ""
    samples: dict[SampleStatus, int]
    analyses: list[AnalysisCounts]
    used: UsageItem = UsageItem()
    wasted: UsageItem = UsageItem()
    budget: float | None = None
    priority: int | None = None
    summary: str | None = None

    @classmethod
    def of(cls, run: Run) -> Self:
        """Read a run."""
        samples = {SampleStatus.PENDING: run.unbegun, **run.counts.samples}
        return cls(
            project=run.key.project,
            workflow=run.key.workflow,
            version=run.version,
            generation=run.generation,
            status=run.status,
            paused=run.paused,
            reason=_reason(run),
            chosen=run.chosen,
            created_at=run.created_at,
            correlation_id=run.correlation_id,
            samples=_counted(samples),
            analyses=[_analysis(run, index, name) for index, name in enumerate(run.analyses)],
            used=UsageItem.model_validate(run.usage()),
            wasted=UsageItem.model_validate(run.usage(use=Use.WASTED)),
            budget=None if run.budget is None else dollars(run.budget),
            priority=run.priority,
            summary=run.key.summary.workflow if run.has_summary else None,
        )


class StartRequest(Wire):
    """Which samples to start, all if left out, how urgent they are, and what the run may spend."""

    model_config = ConfigDict(extra="forbid")

    samples: list[str] | None = Field(default=None, min_length=1, max_length=100_000)
    budget: Dollars | None = Field(
        default=None,
        description="US dollars that the run may spend; past them nothing is submitted.",
    )
    priority: Priority | None = Field(
        default=None,
        description="Of its jobs among those of its lab or project, in queues that share fairly; "
        "the higher, the sooner. That of the run so far, or 0, if left out.",
    )

    @property
    def micro_dollars(self) -> int | None:
        """Return the budget as the domain counts."""
        return None if self.budget is None else micro_dollars(self.budget)


def _counted(numbers: Mapping[SampleStatus, int]) -> dict[SampleStatus, int]:
    return {status: numbers[status] for status in SampleStatus if numbers.get(status)}


def _analysis(run: Run, index: int, name: str) -> AnalysisCounts:
    numbers = run.counts.analyses
    wasted = run.usage(analysis=index, use=Use.WASTED)
    return AnalysisCounts(
        index=index,
        job_definition=name,
        statuses={
            status: numbers[index, status]
            for status in AnalysisStatus
            if numbers.get((index, status))
        },
        failures=_failures(run, index),
        used=UsageItem.model_validate(run.usage(analysis=index)),
        wasted=UsageItem.model_validate(wasted),
    )


def _failures(run: Run, index: int) -> dict[str, int]:
    """Return what failed an analysis, the most frequent first."""
    found = {rule: n for (of, rule), n in run.counts.failures.items() if of == index and n > 0}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _reason(run: Run) -> str:
    if run.is_cancelled:
        return run.reason
    if run.status is RunStatus.OVER_BUDGET and run.budget is not None:
        return f"${dollars(run.spent):.2f} are spent of a budget of ${dollars(run.budget):.2f}"
    return ""
