"""Projects, runs and the samples in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A named set of samples, made from a metadata CSV.

    `manifest` is the key, in the data bucket, of one JSON line per sample;
    `checksum` the SHA-256 of that manifest, which tells a repeated import.
    """

    name: str
    samples: int
    columns: tuple[str, ...]
    manifest: str
    checksum: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RunKey:
    """Which run: one per project and workflow."""

    project: str
    workflow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many samples, and how many samples of each analysis, stand where.

    `started` counts, by generation, the samples that were begun in it.
    """

    samples: Mapping[SampleStatus, int] = field(default_factory=dict[SampleStatus, int])
    analyses: Mapping[tuple[int, AnalysisStatus], int] = field(
        default_factory=dict[tuple[int, AnalysisStatus], int]
    )
    started: Mapping[int, int] = field(default_factory=dict[int, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A workflow submitted for a project.

    `version` is the workflow's; `generation` is raised by every start;
    generations up to `cancelled` are dead. `chosen` is how many samples the
    newest start named, `selection` identifies which. `manifest` as in Project.
    """

    key: RunKey
    generation: int
    version: str
    analyses: tuple[str, ...]
    chosen: int
    selection: str
    manifest: str
    created_at: datetime
    cancelled: int = 0
    priority: int = 0
    counts: Counts = field(default_factory=Counts)

    @property
    def pending(self) -> int:
        """Samples of the newest start that have not begun."""
        return max(0, self.chosen - self.counts.started.get(self.generation, 0))

    @property
    def status(self) -> RunStatus:
        """Return where the run stands, from its counts."""
        if self.cancelled >= self.generation:
            return RunStatus.CANCELLED
        if self.pending:
            return RunStatus.STARTING
        if self.counts.samples.get(SampleStatus.RUNNING):
            return RunStatus.RUNNING
        if self.counts.samples.get(SampleStatus.FAILED):
            return RunStatus.FAILED
        return RunStatus.SUCCEEDED

    @property
    def is_over(self) -> bool:
        """Whether nothing of the run is on its way."""
        return self.status not in {RunStatus.STARTING, RunStatus.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleState:
    """A sample of a run, and where it stands in its newest generation."""

    run: RunKey
    sample: Sample
    generation: int
    version: str
    analyses: int
    status: SampleStatus
    updated_at: datetime
    reason: str = ""
