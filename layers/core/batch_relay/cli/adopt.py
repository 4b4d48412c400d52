"""`batch-relay project adopt`."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from batch_relay.cli.caller import client_of, services_of
from batch_relay.cli.helpers.folders import (
    METADATA,
    WorkflowFile,
    is_workflow,
    read_json_file,
    read_samples,
)
from batch_relay.cli.helpers.importing import import_samples, register
from batch_relay.cli.output import AsJson, say
from batch_relay.cli.progress import working
from batch_relay.client import Client
from batch_relay.compute.queues import terminate_job
from batch_relay.domain.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

app = typer.Typer()

# Quota of DescribeJobs.
_MOST = 100
_ENDED = {"SUCCEEDED", "FAILED"}
_REASON = "batch-relay: the project was adopted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What became of a workflow file; `live` are jobs that AWS Batch still runs for it."""

    workflow: str
    live: int
    started: bool


@app.command()
def adopt(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="The folder, with its `metadata.json`."),
    ],
    *,
    start: Annotated[
        bool, typer.Option("--start", help="Start what was submitted; what exists is skipped.")
    ] = False,
    end_jobs: Annotated[
        bool, typer.Option("--end-jobs", help="With --start: end jobs that are still live first.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take over a project folder of aws-batch-helpers: its samples and its workflows."""
    files = _workflows(folder)
    with client_of(context) as client, working("Adopting"):
        project = _import(client, folder, files)
        for file in files:
            register(client, file)
        batch = services_of(context).batch() if any(file.jobs for file in files) else None
        done = [
            _adopt(client, batch, file, start=start and bool(file.jobs), end_jobs=end_jobs)
            for file in files
        ]
    if as_json:
        print(json.dumps({"project": project, "workflows": [asdict(each) for each in done]}))
        return
    _tell(project, done)


def _workflows(folder: Path) -> list[WorkflowFile]:
    paths = sorted(path for path in folder.glob("*.json") if path.name != METADATA)
    found = [(path, read_json_file(path)) for path in paths]
    return [
        WorkflowFile(path=path, content=content)
        for path, content in found
        if isinstance(content, dict) and is_workflow(content)
    ]


def _import(client: Client, folder: Path, files: Sequence[WorkflowFile]) -> str:
    """Import the samples, under the name that the workflows have them; return that."""
    names = {file.project for file in files} or {folder.resolve().name}
    if len(names) > 1:
        msg = f"{folder} has workflows of several projects: {', '.join(sorted(names))}; part them."
        raise RefusedError(msg)
    (project,) = names
    path = folder / METADATA
    if not path.exists() and not files:
        msg = f"{folder} has no {METADATA} and no workflow; name the folder of a project."
        raise NotFoundError(msg)
    samples = read_samples(path) if path.exists() else files[0].samples
    import_samples(client, project, samples, path)
    return project


def _adopt(
    client: Client, batch: "BatchClient | None", file: WorkflowFile, *, start: bool, end_jobs: bool
) -> Adopted:
    """Start the workflow, unless its old jobs are at work: two would write the same outputs."""
    live = _live(batch, file) if batch else []
    if live and start and end_jobs and batch:
        for job_id in live:
            terminate_job(batch, job_id, _REASON)
        live = []
    started = start and not live
    if started:
        client.start_run(file.project, file.workflow)
    return Adopted(workflow=file.workflow, live=len(live), started=started)


def _live(batch: "BatchClient", file: WorkflowFile) -> list[str]:
    """Return the jobs that have not ended; AWS Batch forgets those that have."""
    ids = [str(job["jobId"]) for job in file.jobs if job.get("jobId")]
    found = [
        job
        for first in range(0, len(ids), _MOST)
        for job in batch.describe_jobs(jobs=ids[first : first + _MOST])["jobs"]
    ]
    return [job["jobId"] for job in found if job["status"] not in _ENDED]


def _tell(project: str, done: Sequence[Adopted]) -> None:
    say(f"Adopted project {project}.")
    for each in done:
        key = f"{project} {each.workflow}"
        if each.started:
            said = f"started; follow it with `batch-relay run status {key} --watch`"
        elif each.live:
            said = (
                f"{each.live} jobs of it are live; once they have ended, or with --end-jobs, "
                "adopt it with --start"
            )
        else:
            said = f"registered; start it with `batch-relay run start {key}`"
        say(f"Workflow {each.workflow}: {said}.")
