"""Bring a folder's samples and workflows to the service."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from batch_relay.cli.helpers.folders import Record, Sheet, WorkflowFile
from batch_relay.cli.output import explaining, print_problems
from batch_relay.client import Client
from batch_relay.domain.errors import NotFoundError
from batch_relay.wire.projects import ImportQuery, ImportResult


def import_samples(
    client: Client, project: str, samples: Sequence[Record], source: Path
) -> ImportResult:
    """Import samples as they stand in a folder; the same again change nothing."""
    sheet = Sheet.of(samples)
    query = ImportQuery(sample_column=sheet.sample_column, file_column=sheet.file_column)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "metadata.csv"
        sheet.write(path)
        with explaining(str(source)):
            return client.import_project(project, path, query)


def ensure_project(client: Client, file: WorkflowFile) -> None:
    """See that the service knows the project of a workflow file."""
    try:
        client.project(file.project)
    except NotFoundError:
        import_samples(client, file.project, file.samples, file.path)


def register(client: Client, file: WorkflowFile) -> None:
    """Register the definition in a workflow file as it stands; what was edited counts."""
    with explaining(str(file.path)):
        done = client.put_workflow(file.workflow, file.definition)
    print_problems(str(file.path), done.warnings, note="warning: ")
