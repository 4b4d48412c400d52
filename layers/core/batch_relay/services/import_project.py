"""Make a project from a metadata CSV."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.metadata import Metadata, read_metadata
from batch_relay.domain.names import PROJECT_NAME
from batch_relay.domain.problems import Problems
from batch_relay.domain.project_checks import check_project
from batch_relay.domain.runs import Project
from batch_relay.domain.uploads import ImportOptions
from batch_relay.services.check_surroundings import check_surroundings
from batch_relay.services.drafts import (
    Draft,
    Import,
    Rendered,
    Watch,
    copied,
    refuse,
)
from batch_relay.services.ports import Catalog, Clock, Files, Projects


def import_project(  # noqa: PLR0913 - five of them are ports
    name: str,
    chunks: Iterable[bytes],
    *,
    options: ImportOptions,
    workflow: Workflow | None = None,
    projects: Projects,
    files: Files,
    clock: Clock,
    catalog: Catalog | None = None,
    watch: Watch | None = None,
) -> Import:
    """Store a project, unless its CSV has a problem; with a workflow, render all its jobs too.

    `watch` is told of each row; what the workflow names is looked for in the
    `catalog`. InvalidError carries every problem. The same samples
    again are the same project; ConflictError if the name stands for others. Files come
    first and the project's item last, so an import that broke off is simply sent again.
    """
    problems = Problems()
    if workflow and catalog:
        check_surroundings(workflow, catalog=catalog, problems=problems)
    with TemporaryFile() as csv, TemporaryFile() as manifest:
        draft = Draft(manifest=manifest)
        columns = _read(name, copied(chunks, csv), draft, options, workflow, problems, watch)
        project = Project(
            name=name,
            samples=draft.samples,
            columns=columns,
            manifest=draft.key(name),
            checksum=draft.checksum,
            created_at=clock(),
        )
        known = None if options.dry_run else projects.get(name)
        if known:
            project = _same(known, project)
        elif not options.dry_run:
            draft.store(csv, project, files)
            _create(project, projects)
    stored, added = not (known or options.dry_run), 0 if known else draft.samples
    return draft.outcome(project, problems, stored=stored, added=added)


def _read(
    name: str,
    chunks: Iterable[bytes],
    draft: Draft,
    options: ImportOptions,
    workflow: Workflow | None,
    problems: Problems,
    watch: Watch | None,
) -> tuple[str, ...]:
    """Read the CSV to its end, and return its columns; InvalidError if it may not be stored."""
    PROJECT_NAME.check(name, problems)
    metadata = read_metadata(
        chunks,
        sample_column=options.sample_column,
        file_column=options.file_column,
        allow_repeated_files=options.allow_repeated_files,
        watch=watch,
        problems=problems,
    )
    for sample, jobs in _rendered(metadata, workflow, name, problems):
        draft.add_new(sample, jobs)
    said = "The project was not imported"
    refuse(problems, draft.samples, skip_invalid=options.skip_invalid, said=said)
    return metadata.columns


def _rendered(
    metadata: Metadata, workflow: Workflow | None, project: str, problems: Problems
) -> Iterator[Rendered]:
    if workflow is None:
        return ((sample, ()) for sample in metadata)
    return check_project(workflow, metadata, project=project, problems=problems)


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
        f"{stored.created_at:%Y-%m-%d %H:%M} UTC). Choose another name for these, or append them."
    )
    raise ConflictError(said)
