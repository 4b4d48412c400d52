"""What the use cases keep in the table."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from batch_relay.domain.admission import Situation
from batch_relay.domain.attempts import AnalysisKey, AnalysisState
from batch_relay.domain.counting import Counted
from batch_relay.domain.definitions import ListedWorkflow, Workflow
from batch_relay.domain.errors import UnreadableError
from batch_relay.domain.runs import Project, Run, RunKey, SampleState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.uploads import Upload

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Part of a list; `next` asks for the rest, None at the end.

    `unreadable` tells of items that are there but can't be read.
    """

    items: tuple[T, ...]
    next: str | None = None
    unreadable: tuple[UnreadableError, ...] = ()


class Projects(Protocol):
    """Imported projects."""

    def get(self, name: str) -> Project | None:
        """Return the project, if there is one."""
        ...

    def create(self, project: Project) -> None:
        """Store a new project; ConflictError if the name is taken."""
        ...

    def replace(self, project: Project, *, before: Project) -> None:
        """Store a project that has grown; ConflictError unless `before` is what is stored."""
        ...

    def list(
        self, *, prefix: str = "", after: str | None = None, limit: int = 100
    ) -> Page[Project]:
        """Return projects by name, those whose names begin so."""
        ...


class Uploads(Protocol):
    """Files on their way into a project; each is forgotten after some days."""

    def get(self, identity: str) -> Upload | None:
        """Return the upload, if there is one."""
        ...

    def save(self, upload: Upload) -> Upload:
        """Replace the revision that was read by the next; ConflictError if somebody was faster."""
        ...


class Workflows(Protocol):
    """Registered workflow definitions; a version never changes."""

    def latest(self, name: str) -> Workflow | None:
        """Return the newest version, if there is one."""
        ...

    def version(self, name: str, version: str) -> Workflow | None:
        """Return that version."""
        ...

    def list(
        self, *, prefix: str = "", after: str | None = None, limit: int = 100
    ) -> Page[ListedWorkflow]:
        """Return workflows by name, those whose names begin so; summaries are left out."""
        ...

    def put(self, workflow: Workflow) -> None:
        """Store a version and make it the newest; again is harmless."""
        ...


class Runs(Protocol):
    """Runs of workflows over projects."""

    def get(self, key: RunKey) -> Run | None:
        """Return the run with its counts, if there is one."""
        ...

    def begin(self, run: Run) -> None:
        """Store a run whose generation is one above the stored one, else ConflictError.

        Counts, what earlier ones have not sent, and whether it is paused or cancelled
        stay as they are stored; so do its budget and priority, unless the new one has one.
        """
        ...

    def sent(self, key: RunKey, generation: int) -> None:
        """Forget what the generation had still to send."""
        ...

    def cancel(self, key: RunKey, *, generation: int, reason: str) -> None:
        """Make all generations up to this, the newest, dead; ConflictError if there is a newer."""
        ...

    def pause(self, key: RunKey, *, paused: bool) -> None:
        """Hold, or let go, the submissions of a run; ConflictError if there is none."""
        ...

    def limit(self, key: RunKey, *, budget: int | None) -> None:
        """Let a run spend so many micro-dollars, or any; ConflictError if there is none."""
        ...

    def prioritize(self, key: RunKey, *, priority: int) -> None:
        """Give the jobs of a run that priority from now on; ConflictError if there is none."""
        ...

    def list(self, project: str) -> tuple[Run, ...]:
        """Return the runs of a project."""
        ...

    def all(self) -> tuple[RunKey, ...]:
        """Return every run of every project."""
        ...


class Samples(Protocol):
    """Samples of runs."""

    def begin(self, state: SampleState) -> SampleStatus | None:
        """Store a sample that is not live; return where it stands now in that generation.

        None if it stands in another. A live sample of an older generation goes on in
        that, and only remembers that it was `asked`, as does what stands in a newer one;
        it is not begun when it has ended either, should the start come again.
        A `state` that isn't live itself is stored only where there is no sample yet.
        """
        ...

    def finish(self, state: SampleState, *, before: SampleState | None) -> bool:
        """Store a sample that has nothing to do, if it is still as it was `before`; whether it was.

        Before, it had never begun or has succeeded.
        """
        ...

    def get(self, run: RunKey, sample: str) -> SampleState | None:
        """Return the sample, if it was ever begun."""
        ...

    def stop(
        self,
        run: RunKey,
        sample: str,
        *,
        generation: int,
        status: SampleStatus,
        reason: str,
        at: datetime,
    ) -> None:
        """Store status and reason of a sample that is live in that generation.

        One that is RUNNING may become CANCELLING or SUCCEEDED; one that is either
        may end otherwise.
        Any other is left as it is.
        """
        ...

    def begun(self, run: RunKey, names: Sequence[str]) -> frozenset[str]:
        """Return which of these names stand in the run."""
        ...

    def names(self, run: RunKey, status: SampleStatus) -> Iterator[str]:
        """Yield the names of the samples that stand there."""
        ...

    def list(
        self,
        run: RunKey,
        *,
        status: SampleStatus | None = None,
        prefix: str = "",
        after: str | None = None,
        limit: int = 100,
    ) -> Page[SampleState]:
        """Return begun samples, by status and name; `prefix` begins the names of one status."""
        ...


class Analyses(Protocol):
    """Analyses of samples, each guarded by its revision."""

    def situation(self, key: AnalysisKey) -> Situation:
        """Return run, sample, the analysis and the one before it, in one consistent read."""
        ...

    def above(self, key: AnalysisKey) -> Situation:
        """Return run and sample alone, in one consistent read."""
        ...

    def get(self, key: AnalysisKey) -> AnalysisState | None:
        """Return the analysis, if it ever began."""
        ...

    def save(self, state: AnalysisState) -> AnalysisState:
        """Replace the revision that was read; ConflictError if somebody was faster."""
        ...

    def list(self, run: RunKey, sample: str) -> tuple[AnalysisState, ...]:
        """Return the begun analyses of a sample, in order."""
        ...

    def standings(self, run: RunKey, *, after: str | None = None) -> Page[Counted]:
        """Return what is counted of a run's items, samples and analyses, in no order."""
        ...


class Grid(Protocol):
    """Samples by name, and where their analyses stand: a few bytes each."""

    def names(
        self, run: RunKey, status: SampleStatus, *, prefix: str = "", after: str = "", limit: int
    ) -> tuple[str, ...]:
        """Return names of samples that stand there, in order, `limit` at most."""
        ...

    def statuses(
        self, run: RunKey, samples: Collection[str], analyses: int
    ) -> Mapping[AnalysisKey, AnalysisStatus]:
        """Return where the analyses of these samples stand; those that never began are left out."""
        ...
