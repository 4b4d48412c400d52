"""Make a project's folder, and the workflow files in it."""

from collections.abc import Iterator
from pathlib import Path

from batch_relay.cli.helpers.folders import (
    METADATA,
    is_workflow,
    read_json_file,
    read_samples,
    write_json_file,
)
from batch_relay.cli.output import explaining, print_problems
from batch_relay.client import Client
from batch_relay.domain.definitions import Workflow, read_definition
from batch_relay.domain.errors import RefusedError
from batch_relay.domain.json_types import Json
from batch_relay.domain.metadata import read_metadata
from batch_relay.domain.problems import Problems
from batch_relay.wire.projects import ImportQuery

_CHUNK = 1 << 20


def import_folder(
    client: Client, project: str, metadata: Path, sample_col: str | None, file_col: str | None
) -> Path:
    """Import a CSV, then write it as `<project>/metadata.json`; RefusedError if that is there."""
    path = Path(project) / METADATA
    if path.exists():
        msg = f"{path} is there already; remove it to import the project anew."
        raise RefusedError(msg)
    query = ImportQuery(sample_column=sample_col, file_column=file_col)
    with explaining(str(metadata)):
        done = client.import_project(project, metadata, query)
    print_problems(str(metadata), done.warnings, note="warning: ")
    path.parent.mkdir(exist_ok=True)
    write_json_file(path, list(_records(metadata, sample_col, file_col)))
    return path


def _records(metadata: Path, sample_col: str | None, file_col: str | None) -> Iterator[Json]:
    with metadata.open("rb") as opened:
        chunks = iter(lambda: opened.read(_CHUNK), b"")
        found = read_metadata(
            chunks, sample_column=sample_col, file_column=file_col, problems=Problems()
        )
        for one in found:
            yield {**one.columns, "_sample": one.name, "_filepath": one.file}


def create_workflow(client: Client, project: str, template: Path) -> Path:
    """Register a definition, then write it with the project's samples as a file of its own."""
    metadata = Path(project) / METADATA
    if not metadata.exists():
        msg = f"There is no {metadata}; make it with `batch_project import {project}`."
        raise RefusedError(msg)
    samples = read_samples(metadata)
    text = template.read_text(encoding="utf-8-sig", errors="replace")
    with explaining(str(template)):
        workflow = _read(text)
        path = Path(project) / f"{workflow.name}.json"
        _expect_unused(path)
        client.put_workflow(workflow.name, text, relaxed=True)
    write_json_file(path, {**workflow.source, "project_name": project, "samples": list(samples)})
    return path


def _read(text: str) -> Workflow:
    problems = Problems()
    if workflow := read_definition(text, relaxed=True, problems=problems):
        return workflow
    msg = "The workflow was not made; solve its problems first."
    raise problems.error(msg)


def _expect_unused(path: Path) -> None:
    """Refuse to replace a file whose workflow was submitted: it knows the jobs."""
    if not path.exists():
        return
    content = read_json_file(path)
    if is_workflow(content) and isinstance(content, dict) and content.keys() & {"jobs", "status"}:
        msg = f"{path} was submitted; change it in its place, then `batch_project resubmit {path}`."
        raise RefusedError(msg)
