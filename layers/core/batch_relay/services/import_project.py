"""Make a project from a metadata CSV."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, TypeAlias

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.manifests import to_line
from batch_relay.domain.metadata import Metadata, read_metadata
from batch_relay.domain.names import PROJECT_NAME
from batch_relay.domain.problems import Problem, Problems
from batch_relay.domain.rendering import RenderedJob, check_project
from batch_relay.domain.runs import Project
from batch_relay.domain.samples import Sample
from batch_relay.services.ports import Clock, Files, Projects

PREVIEWED_SAMPLES = 10
_CHUNK = 1 << 20

Rendered: TypeAlias = tuple[Sample, tuple[RenderedJob, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to read the CSV, and what to do with it.

    `skip_invalid` imports the good rows and reports the others; `dry_run` stores nothing.
    """

    sample_column: str | None = None
    file_column: str | None = None
    allow_repeated_files: bool = False
    skip_invalid: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import did, or would do.

    `created` is False for a repetition and for a dry run. `problems` are those
    of the rows that were left out, `totals` counts them by kind. `preview`
    holds the jobs of the first 10 samples, if a workflow was given.
    """

    project: Project
    created: bool
    problems: tuple[Problem, ...]
    totals: dict[str, int]
    warnings: tuple[Problem, ...]
    preview: tuple[Rendered, ...]


def import_project(
    name: str,
    chunks: Iterable[bytes],
    *,
    options: ImportOptions,
    workflow: Workflow | None = None,
    projects: Projects,
    files: Files,
    clock: Clock,
) -> Import:
    """Store a project, unless its CSV has a problem; with a workflow, render all its jobs too.

    InvalidError carries every problem. The same samples again are the same project;
    ConflictError if the name stands for others. Files come first and the project's
    item last, so an import that broke off is simply sent again.
    """
    with TemporaryFile() as csv, TemporaryFile() as manifest:
        draft = _draft(name, _copied(chunks, csv), manifest, options, workflow)
        project = draft.project(name, clock())
        if options.dry_run:
            return draft.outcome(project, created=False)
        if stored := projects.get(name):
            return draft.outcome(_same(stored, project), created=False)
        folder = project.manifest.rpartition("/")[0]
        files.write(f"{folder}/metadata.csv", _chunks(csv))
        files.write(project.manifest, _chunks(manifest))
        _create(project, projects)
        return draft.outcome(project, created=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What was read: the samples, in number, and what is wrong with the others."""

    samples: int
    columns: tuple[str, ...]
    checksum: str
    preview: tuple[Rendered, ...]
    problems: Problems

    def project(self, name: str, at: datetime) -> Project:
        return Project(
            name=name,
            samples=self.samples,
            columns=self.columns,
            manifest=f"projects/{name}/{self.checksum}/samples.jsonl",
            checksum=self.checksum,
            created_at=at,
        )

    def outcome(self, project: Project, *, created: bool) -> Import:
        return Import(
            project=project,
            created=created,
            problems=tuple(self.problems.as_list()),
            totals=self.problems.totals(),
            warnings=tuple(self.problems.warnings()),
            preview=self.preview,
        )


def _draft(
    name: str,
    chunks: Iterable[bytes],
    manifest: IO[bytes],
    options: ImportOptions,
    workflow: Workflow | None,
) -> _Draft:
    """Read the CSV to its end, writing the manifest; InvalidError if it may not be stored."""
    problems = Problems()
    PROJECT_NAME.check(name, problems)
    metadata = read_metadata(
        chunks,
        sample_column=options.sample_column,
        file_column=options.file_column,
        allow_repeated_files=options.allow_repeated_files,
        problems=problems,
    )
    samples, digest, preview = 0, sha256(), list[Rendered]()
    for sample, jobs in _rendered(metadata, workflow, name, problems):
        line = to_line(sample)
        digest.update(line)
        manifest.write(line)
        samples += 1
        if workflow and samples <= PREVIEWED_SAMPLES:
            preview.append((sample, jobs))
    _refuse(problems, samples, skip_invalid=options.skip_invalid)
    return _Draft(
        samples=samples,
        columns=metadata.columns,
        checksum=digest.hexdigest(),
        preview=tuple(preview),
        problems=problems,
    )


def _rendered(
    metadata: Metadata, workflow: Workflow | None, project: str, problems: Problems
) -> Iterator[Rendered]:
    if workflow is None:
        return ((sample, ()) for sample in metadata)
    return check_project(workflow, metadata, project=project, problems=problems)


def _refuse(problems: Problems, samples: int, *, skip_invalid: bool) -> None:
    if samples and not problems.refuse(skip_invalid=skip_invalid):
        return
    many = sum(problems.totals().values())
    said = f"The project was not imported: {many} problem{'s' if many > 1 else ''} to solve first."
    raise InvalidError(said, problems.as_list(), problems.totals())


def _create(project: Project, projects: Projects) -> None:
    try:
        projects.create(project)
    except ConflictError as error:
        said = f"Somebody imported {project.name!r} at this moment; look at it, or send it again."
        raise ConflictError(said) from error


def _same(stored: Project, wanted: Project) -> Project:
    if stored.checksum == wanted.checksum:
        return stored
    said = (
        f"Project {stored.name!r} exists and has other samples ({stored.samples}, imported "
        f"{stored.created_at:%Y-%m-%d %H:%M} UTC). Choose another name for these."
    )
    raise ConflictError(said)


def _copied(chunks: Iterable[bytes], copy: IO[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        copy.write(chunk)
        yield chunk


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(_CHUNK), b"")
