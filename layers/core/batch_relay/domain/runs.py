"""Projects, runs and the samples in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from batch_relay.domain.names import SUMMARY
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.domain.usage import Usage, Use, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A named set of samples, made from a metadata CSV.

    `manifest` is the key, in the data bucket, of one JSON line per sample;
    `checksum` the SHA-256 of that manifest, which tells a repeated import; `appends`
    how many samples there were before each of the last appends.
    """

    name: str
    samples: int
    columns: tuple[str, ...]
    manifest: str
    checksum: str
    created_at: datetime
    appends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RunKey:
    """Which run: one per project and workflow."""

    project: str
    workflow: str

    @property
    def summary(self) -> "RunKey":
        """Return the key of its summary."""
        return RunKey(project=self.project, workflow=self.workflow + SUMMARY)

    @property
    def summarized(self) -> "RunKey":
        """Return the key of the run that it sums up; its own, if it is no summary."""
        return RunKey(project=self.project, workflow=self.workflow.removesuffix(SUMMARY))

    @property
    def is_summary(self) -> bool:
        """Whether it sums up another run."""
        return self.workflow.endswith(SUMMARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many samples, and how many samples of each analysis, stand where.

    `failures` tells apart those of an analysis that FAILED, by the rule that decided.
    `started` counts, by generation, the samples that its start has reached.
    `used` tells what the jobs of each analysis have used, in all generations.
    """

    samples: Mapping[SampleStatus, int] = field(default_factory=dict[SampleStatus, int])
    analyses: Mapping[tuple[int, AnalysisStatus], int] = field(
        default_factory=dict[tuple[int, AnalysisStatus], int]
    )
    failures: Mapping[tuple[int, str], int] = field(default_factory=dict[tuple[int, str], int])
    started: Mapping[int, int] = field(default_factory=dict[int, int])
    used: Mapping[tuple[int, Use], Usage] = field(default_factory=dict[tuple[int, Use], Usage])


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A workflow submitted for a project.

    `version` is the workflow's; `generation` is raised by every start and
    resubmission; generations up to `cancelled` are dead, for `reason`.
    `expected` is how many samples each generation names, `selection` identifies
    those of the newest one. `manifest` and `samples` as in Project. While `paused`, or once it
    has spent its `budget` (micro-dollars), nothing is submitted. `unsent` names,
    by generation, what the start queue has still to be sent; `recounted` is the
    newest generation whose counts were found right at rest. `owner` asked for the
    newest generation, by the request `correlation_id`. Of the queues that it may use,
    `fair_queues` are those that share fairly: there its jobs have this `priority` among
    those of their share. If it `has_summary`, that is another run, which `follows` a
    generation of this one.
    """

    key: RunKey
    generation: int
    version: str
    analyses: tuple[str, ...]
    expected: Mapping[int, int]
    selection: str
    manifest: str
    created_at: datetime
    samples: int = 0
    cancelled: int = 0
    paused: bool = False
    reason: str = ""
    unsent: Mapping[int, str] = field(default_factory=dict[int, str])
    recounted: int = 0
    budget: int | None = None
    priority: int | None = None
    fair_queues: frozenset[str] = frozenset()
    owner: str = ""
    correlation_id: str = ""
    has_summary: bool = False
    follows: int = 0
    counts: Counts = field(default_factory=Counts)

    @property
    def chosen(self) -> int:
        """How many samples the newest generation names."""
        return self.expected.get(self.generation, 0)

    @property
    def is_cancelled(self) -> bool:
        """Whether its newest generation is dead."""
        return self.cancelled >= self.generation

    @property
    def pending(self) -> int:
        """Samples that starts and resubmissions have not reached yet; some may be begun already."""
        return sum(map(self._misses, self.expected))

    @property
    def unbegun(self) -> int:
        """Samples that are to be begun for the first time, as far as can be known."""
        begun = sum(self.counts.samples.values())
        return max(0, min(self.pending, self.samples - begun)) if self.samples else self.pending

    def expecting(self, samples: int, *, whole: bool = False) -> Mapping[int, int]:
        """Return what is expected with a next generation of so many samples.

        A `whole` one names every sample, and so those that earlier starts never reached.
        """
        left = {} if whole else {g: n for g, n in self.expected.items() if self._misses(g)}
        return left | {self.generation + 1: samples}

    def _misses(self, generation: int) -> int:
        """Return how many samples of the generation no start has reached yet."""
        started = self.counts.started.get(generation, 0)
        return max(0, self.expected.get(generation, 0) - started)

    def reaches(self, generation: int) -> int:
        """Return how many samples starts up to that generation have still to reach."""
        return sum(self._misses(each) for each in self.expected if each <= generation)

    @property
    def is_starting(self) -> bool:
        """Whether the newest generation has samples that its start has not reached."""
        return not self.is_cancelled and self._misses(self.generation) > 0

    def count(self, status: SampleStatus) -> int:
        """Return how many samples stand there."""
        return self.counts.samples.get(status, 0)

    def usage(self, *, analysis: int | None = None, use: Use | None = None) -> Usage:
        """Return what its jobs that ended have used, or only those of one analysis or use."""
        return total(
            usage
            for (index, used_so), usage in self.counts.used.items()
            if analysis in {None, index} and use in {None, used_so}
        )

    @property
    def spent(self) -> int:
        """Return what that has cost, in micro-dollars."""
        return self.usage().cost

    @property
    def is_over_budget(self) -> bool:
        """Whether it has spent what it may."""
        return self.budget is not None and self.spent >= self.budget

    @property
    def holds(self) -> bool:
        """Whether nothing is submitted for now."""
        return self.paused or self.is_over_budget

    @property
    def _has_live(self) -> bool:
        return self.count(SampleStatus.RUNNING) > 0 or self.count(SampleStatus.CANCELLING) > 0

    @property
    def is_ending(self) -> bool:
        """Whether it was cancelled, and samples of it go on still."""
        return self.is_cancelled and self._has_live

    @property
    def status(self) -> RunStatus:
        """Return where the run stands, from its counts."""
        goes_on = self._has_live or self.pending
        if self.is_cancelled:
            return RunStatus.CANCELLING if goes_on else RunStatus.CANCELLED
        if goes_on:
            return self._on_its_way()
        if self.count(SampleStatus.FAILED):
            return RunStatus.FAILED
        return RunStatus.CANCELLED if self.count(SampleStatus.CANCELLED) else RunStatus.SUCCEEDED

    def _on_its_way(self) -> RunStatus:
        if self.paused:
            return RunStatus.PAUSED
        if self.is_over_budget:
            return RunStatus.OVER_BUDGET
        return RunStatus.STARTING if self.pending else RunStatus.RUNNING

    @property
    def is_over(self) -> bool:
        """Whether nothing of the run is on its way."""
        return self.status in {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleState:
    """A sample of a run, and where it stands in its newest generation.

    `asked` are all generations that named it, whether or not it could be begun
    in them: a sample that is live goes on in its own. `again` says what was
    asked for when it was resubmitted. `skipped` are the analyses that have no item of
    their own, for their outputs existed before anything was submitted. `owner` asked
    for it, by the request `correlation_id`.
    """

    run: RunKey
    sample: Sample
    generation: int
    version: str
    analyses: int
    status: SampleStatus
    updated_at: datetime
    reason: str = ""
    asked: frozenset[int] = frozenset()
    again: Resubmission = NOTHING
    skipped: frozenset[int] = frozenset()
    owner: str = ""
    correlation_id: str = ""
