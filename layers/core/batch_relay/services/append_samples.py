"""Append rows to a project."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from tempfile import TemporaryFile

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.manifests import from_line, lines_of
from batch_relay.domain.metadata import Metadata, read_metadata
from batch_relay.domain.problems import Problems
from batch_relay.domain.project_checks import check_project
from batch_relay.domain.runs import Project
from batch_relay.domain.samples import Sample
from batch_relay.domain.stored_samples import StoredSamples
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
from batch_relay.services.ports import Catalog, Files, Projects
from batch_relay.services.queries import find_project

# A project's item holds so many; of those before, a repetition is about all rows that it names.
KNOWN_APPENDS = 1_000


def append_samples(
    name: str,
    chunks: Iterable[bytes],
    *,
    options: ImportOptions,
    workflow: Workflow | None = None,
    projects: Projects,
    files: Files,
    catalog: Catalog | None = None,
    watch: Watch | None = None,
) -> Import:
    """Add the rows of a CSV to a project, unless there is a problem with one.

    The CSV has the project's columns, and new samples only: names and files
    differ from those stored, and so do outputs if there is a workflow. If every good
    row is stored already, the same in every cell, it is the same append again: it
    adds nothing, and is about what it added before. InvalidError carries every
    problem; ConflictError if the project changed meanwhile. The project's item comes
    last, so an append that broke off is simply sent again.
    """
    before = find_project(name, projects=projects)
    problems = Problems()
    if workflow and catalog:
        check_surroundings(workflow, catalog=catalog, problems=problems)
    with TemporaryFile() as csv, TemporaryFile() as manifest:
        draft, known = Draft(manifest=manifest), StoredSamples()
        for number, sample in enumerate(_stored(before, files)):
            draft.add(sample)
            known.add(sample, append=bisect_right(before.appends, number))
        metadata = _metadata(copied(chunks, csv), before, known, options, problems, watch)
        rendered = _rendered(metadata, workflow, before, files, problems)
        added = _add(rendered, draft, known.last_line - (metadata.header_line or 0))
        appended = frozenset(added) or metadata.last_repeated()
        _refuse(metadata, appended, problems, options)
        project = _grown(before, draft) if added else before
        if project is not before and not options.dry_run:
            draft.store(csv, project, files)
            _replace(project, before, projects)
    stored = project is not before and not options.dry_run
    done = draft.outcome(project, problems, stored=stored, added=len(added))
    return replace(done, appended=appended)


def _stored(project: Project, files: Files) -> Iterator[Sample]:
    return map(from_line, lines_of(files.read(project.manifest)))


def _metadata(
    chunks: Iterable[bytes],
    project: Project,
    known: StoredSamples,
    options: ImportOptions,
    problems: Problems,
    watch: Watch | None,
) -> Metadata:
    metadata = read_metadata(
        chunks,
        sample_column=options.sample_column,
        file_column=options.file_column,
        allow_repeated_files=options.allow_repeated_files,
        stored=known,
        watch=watch,
        problems=problems,
    )
    if metadata.columns:
        metadata.expect_columns(project.columns)
    return metadata


def _rendered(
    metadata: Metadata,
    workflow: Workflow | None,
    project: Project,
    files: Files,
    problems: Problems,
) -> Iterator[Rendered]:
    if workflow is None:
        return ((sample, ()) for sample in metadata)
    stored = _stored(project, files)
    return check_project(workflow, metadata, project=project.name, stored=stored, problems=problems)


def _add(rendered: Iterable[Rendered], draft: Draft, shift: int) -> list[str]:
    """Write the new samples as if their rows stood below those stored; return their names."""
    names: list[str] = []
    for sample, jobs in rendered:
        draft.add_new(sample, jobs, shift=shift)
        names.append(sample.name)
    return names


def _refuse(
    metadata: Metadata, appended: frozenset[str], problems: Problems, options: ImportOptions
) -> None:
    """Raise InvalidError if there is a problem; what the same append added before is none."""
    metadata.refuse_repeated(but=appended)
    said = "No row was appended"
    refuse(problems, len(appended), skip_invalid=options.skip_invalid, said=said)


def _grown(before: Project, draft: Draft) -> Project:
    return replace(
        before,
        samples=draft.samples,
        manifest=draft.key(before.name),
        checksum=draft.checksum,
        appends=(*before.appends, before.samples)[-KNOWN_APPENDS:],
    )


def _replace(project: Project, before: Project, projects: Projects) -> None:
    try:
        projects.replace(project, before=before)
    except ConflictError as error:
        said = f"Somebody changed {project.name!r} at this moment; look at it, or send it again."
        raise ConflictError(said) from error
