"""Projects and their import."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from pydantic import Field

from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.runs import Project, Run
from batch_relay.domain.uploads import ImportOptions, ImportOrder
from batch_relay.services.drafts import Import, Rendered
from batch_relay.wire.problems import ProblemItem, Wire, problem_items
from batch_relay.wire.runs import RunItem


class ImportQuery(Wire):
    """How to import a CSV, as parameters of the query."""

    workflow: str | None = Field(
        default=None, description="Check it against this workflow, and start it."
    )
    dry_run: bool = Field(default=False, description="Validate and render only; store nothing.")
    skip_invalid: bool = Field(
        default=False, description="Import the good rows, report the others."
    )
    sample_column: str | None = Field(default=None, description="The column that names the sample.")
    file_column: str | None = Field(default=None, description="The column that names the file.")
    allow_repeated_files: bool = Field(default=False, description="Samples may share a file.")
    append: bool = Field(
        default=False, description="Add the rows to the project, which has others already."
    )

    def order(self, project: str) -> ImportOrder:
        """Return what to do with the CSV."""
        options = ImportOptions(
            sample_column=self.sample_column,
            file_column=self.file_column,
            allow_repeated_files=self.allow_repeated_files,
            skip_invalid=self.skip_invalid,
            dry_run=self.dry_run,
        )
        return ImportOrder(
            project=project, workflow=self.workflow, append=self.append, options=options
        )


class ProjectItem(Wire):
    """A project; `columns` are those of its CSV, `checksum` is the SHA-256 of its samples."""

    name: str
    samples: int
    columns: list[str]
    checksum: str
    created_at: datetime

    @classmethod
    def of(cls, project: Project) -> Self:
        """Read a project."""
        return cls.model_validate(project)


class ProjectDetail(ProjectItem):
    """A project and its runs."""

    runs: list[RunItem]

    @classmethod
    def with_runs(cls, project: Project, runs: Iterable[Run]) -> Self:
        """Read a project and its runs."""
        item = ProjectItem.of(project)
        return cls(**dict(item), runs=[RunItem.of(run) for run in runs])


class ProjectPage(Wire):
    """Projects by name; `next` is the `after` of the next page, null at the end."""

    items: list[ProjectItem]
    next: str | None = None


class JobItem(Wire):
    """A job as AWS Batch would be asked to run it; `timeout` is in seconds.

    `indices` are those of an array of jobs, such as `0-99`.
    """

    name: str
    definition: str
    queue: str
    parameters: dict[str, str]
    container_overrides: dict[str, Any]
    timeout: int
    outputs: list[str]
    indices: str = ""

    @classmethod
    def of(cls, job: RenderedJob) -> Self:
        """Read a rendered job."""
        return cls.model_validate(job)


class PreviewItem(Wire):
    """A sample and the jobs it would have."""

    sample: str
    line: int
    jobs: list[JobItem]

    @classmethod
    def of(cls, rendered: Rendered) -> Self:
        """Read a rendered sample."""
        sample, jobs = rendered
        return cls(sample=sample.name, line=sample.line, jobs=[JobItem.of(job) for job in jobs])


class ImportResult(Wire):
    """What an import did, or would do.

    `created` says whether anything was stored, `added` how many samples were
    new. `problems` are those of rows that were left out. `preview` holds the jobs of
    the first 10 samples of a dry run. `run` is the run that was started.
    """

    project: ProjectItem
    created: bool
    added: int
    dry_run: bool
    problems: list[ProblemItem]
    totals: dict[str, int]
    warnings: list[ProblemItem]
    preview: list[PreviewItem]
    run: RunItem | None = None

    @classmethod
    def of(cls, done: Import, *, dry_run: bool, run: Run | None) -> Self:
        """Read an import and the run that it started, if it did."""
        return cls(
            project=ProjectItem.of(done.project),
            created=done.stored,
            added=done.added,
            dry_run=dry_run,
            problems=problem_items(done.problems),
            totals=done.totals,
            warnings=problem_items(done.warnings),
            preview=[PreviewItem.of(each) for each in done.preview] if dry_run else [],
            run=RunItem.of(run) if run else None,
        )
