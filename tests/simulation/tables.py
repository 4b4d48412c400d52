"""What the application stores: the ports in memory, watched, and the project to run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from batch_relay.adapters.memory.analyses import MemoryAnalyses, MemoryAwaitedOutputs
from batch_relay.adapters.memory.bookmarks import MemoryBookmarks
from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.prices import MemoryPrices
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.adapters.memory.runs import MemoryCounters, MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.adapters.memory.services import MemoryObjects
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.manifests import to_line
from batch_relay.domain.runs import Project, Run, RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.usage import Price
from tests.simulation.rules import Rules
from tests.simulation.scenario import Scenario
from tests.simulation.storage import Stream, Watched
from tests.simulation.timeline import START

RUN = RunKey(project="p", workflow="w")
# Micro-dollars.
PRICE = Price(vcpu_hour=40_000, gib_hour=4_000)


@dataclass
class Tables:
    """Every write of a run, sample or analysis is checked, and told to the stream.

    `on_run` is told of a run that was written.
    """

    scenario: Scenario
    objects: MemoryObjects
    rules: Rules
    stream: Stream
    awaited: MemoryAwaitedOutputs = field(default_factory=MemoryAwaitedOutputs)
    bookmarks: MemoryBookmarks = field(default_factory=MemoryBookmarks)
    workflows: MemoryWorkflows = field(default_factory=MemoryWorkflows)
    projects: MemoryProjects = field(default_factory=MemoryProjects)
    prices: MemoryPrices = field(default_factory=MemoryPrices)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    on_run: Callable[[RunKey], object] = bool

    def __post_init__(self) -> None:
        self.runs = MemoryRuns(runs=Watched(self._on_run))
        self.samples = MemorySamples(samples=Watched(self._on_sample))
        self.analyses = MemoryAnalyses(
            runs=self.runs, samples=self.samples, analyses=Watched(self._on_analysis)
        )
        self.counters = MemoryCounters(self.runs)
        for workflow in self.rules.workflows.values():
            self.workflows.put(workflow)
        self._import()
        for queue in ("spot", "on-demand"):
            self.prices.put(queue, PRICE)

    def ports(self) -> dict[str, Any]:
        """Return the ports by the names that use cases give them."""
        return {
            "runs": self.runs,
            "samples": self.samples,
            "analyses": self.analyses,
            "counters": self.counters,
            "objects": self.objects,
            "awaited": self.awaited,
            "bookmarks": self.bookmarks,
            "workflows": self.workflows,
            "projects": self.projects,
            "prices": self.prices,
            "files": self.files,
        }

    def _import(self) -> None:
        lines = [to_line(_sample(*one)) for one in enumerate(self.scenario.names, start=2)]
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

    def _on_run(self, before: Run | None, now: Run) -> None:
        self.rules.on_run(before, now)
        self.on_run(now.key)

    def _on_sample(self, before: SampleState | None, now: SampleState) -> None:
        self.rules.on_sample(before, now)
        self.stream.on_sample(before, now)

    def _on_analysis(self, before: AnalysisState | None, now: AnalysisState) -> None:
        self.rules.on_analysis(before, now)
        self.stream.on_analysis(before, now)


def _sample(line: int, name: str) -> Sample:
    file = f"{name}.fq"
    return Sample(name=name, file=file, columns={"sample": name, "file": file}, line=line)
