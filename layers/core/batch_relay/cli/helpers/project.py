"""`batch_project …`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from batch_relay.cli.caller import client_of
from batch_relay.cli.choosing import HELP, choose
from batch_relay.cli.helpers.asking import ask_reason
from batch_relay.cli.helpers.create import create_workflow, import_folder
from batch_relay.cli.helpers.folders import WorkflowFile
from batch_relay.cli.helpers.importing import ensure_project, register
from batch_relay.cli.helpers.jobs import jobs_and_samples
from batch_relay.cli.helpers.words import job_counts, status_of
from batch_relay.cli.log_files import jobs_of, save_log
from batch_relay.cli.output import many, say
from batch_relay.cli.progress import tracked, working
from batch_relay.client import Client
from batch_relay.domain.errors import NotFoundError, RefusedError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, RunStatus
from batch_relay.wire.operations import CancelRequest
from batch_relay.wire.runs import RunItem

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=HELP,
    help="Submit and follow projects, by the commands of aws-batch-helpers.",
)
app.callback(help="Submit and follow projects, by the commands of aws-batch-helpers.")(choose)

ProjectName = Annotated[str, typer.Argument(help="The project's name, and its folder's.")]
File = Annotated[
    Path,
    typer.Argument(
        metavar="WORKFLOW", exists=True, dir_okay=False, help="The file that `create` has made."
    ),
]


@app.command("import")
def import_(
    context: typer.Context,
    project_name: ProjectName,
    *,
    metadata: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="The CSV, one row a sample.")
    ],
    file_col: Annotated[
        str | None, typer.Option(help="The column of the file: file or file_name, if left out.")
    ] = None,
    sample_col: Annotated[
        str | None,
        typer.Option(help="The column of the sample: sample or sample_name, if left out."),
    ] = None,
) -> None:
    """Make a project, and its folder with `metadata.json`, from a CSV."""
    with client_of(context) as client, working("Importing"):
        path = import_folder(client, project_name, metadata, sample_col, file_col)
    say(f"Wrote {path}.")


@app.command()
def create(
    context: typer.Context,
    project_name: ProjectName,
    *,
    definition: Annotated[
        Path,
        typer.Option(
            "--definition", "--template", exists=True, dir_okay=False, help="The workflow's JSON."
        ),
    ],
) -> None:
    """Make `<project>/<workflow_name>.json` from a definition."""
    with client_of(context) as client:
        path = create_workflow(client, project_name, definition)
    say(f"Wrote {path}.")


@app.command()
def submit(context: typer.Context, workflow: File) -> None:
    """Submit all samples; once it has ended, those again that failed or were cancelled."""
    file = WorkflowFile.read(workflow)
    with client_of(context) as client, working("Submitting"):
        run = _run_if_any(client, file)
        ensure_project(client, file)
        if run is None:
            register(client, file)
            run = client.start_run(file.project, file.workflow)
            say(f"Submitted {many(run.chosen, 'sample')}.")
        elif run.status in {RunStatus.FAILED, RunStatus.CANCELLED}:
            run = _resubmit(client, file)
        else:
            say(f"It has been submitted: {status_of(run)}. See `batch_project status {workflow}`.")
    file.write(status=status_of(run))


@app.command()
def status(context: typer.Context, workflow: File) -> None:
    """Print how many jobs stand where, and refresh the file."""
    file = WorkflowFile.read(workflow)
    with client_of(context) as client:
        run = _run_of(client, file)
        jobs, samples = jobs_and_samples(client, file, run)
    file.write(status=status_of(run), jobs=jobs, samples=samples)
    print(json.dumps(job_counts(run), indent=4))


@app.command()
def resubmit(context: typer.Context, workflow: File) -> None:
    """Submit again what failed or was cancelled, as the file says now."""
    file = WorkflowFile.read(workflow)
    with client_of(context) as client, working("Resubmitting"):
        run = _run_of(client, file)
        if run.status is RunStatus.SUCCEEDED:
            say("Resubmitted 0 samples.")
        else:
            run = _resubmit(client, file)
    file.write(status=status_of(run))


@app.command()
def cancel(
    context: typer.Context,
    workflow: File,
    status: Annotated[
        AnalysisStatus | None, typer.Option(help="Only jobs that stand there, such as RUNNABLE.")
    ] = None,
) -> None:
    """Cancel the jobs of a workflow; it asks first, and for the reason."""
    file = WorkflowFile.read(workflow)
    with client_of(context) as client:
        run = _run_of(client, file)
        say(json.dumps(job_counts(run), indent=4))
        wanted = CancelRequest(reason=ask_reason("these jobs"), status=status)
        run = client.cancel_run(file.project, file.workflow, wanted)
    file.write(status=status_of(run))
    say("Cancelled; jobs at work end in a moment.")


@app.command()
def logs(context: typer.Context, workflow: File) -> None:
    """Save the logs of all jobs to `<project>/logs/{STATUS}.{jobName}.{jobId}.log`."""
    file = WorkflowFile.read(workflow)
    run = RunKey(project=file.project, workflow=file.workflow)
    folder = workflow.parent / "logs"
    with client_of(context) as client:
        _run_of(client, file)
        folder.mkdir(exist_ok=True)
        begun = [each.sample for each in client.samples(run.project, run.workflow)]
        jobs = (job for name in tracked(begun, "Saving logs") for job in jobs_of(client, run, name))
        saved = [save_log(client, job, folder) for job in jobs]
    say(f"Saved {many(len(saved), 'log')} in {folder}.")


def _run_of(client: Client, file: WorkflowFile) -> RunItem:
    if run := _run_if_any(client, file):
        return run
    msg = f"{file.path} was not submitted yet; `batch_project submit {file.path}` does it."
    raise NotFoundError(msg)


def _run_if_any(client: Client, file: WorkflowFile) -> RunItem | None:
    """Return the run, None if there is none; RefusedError if others know the file's jobs."""
    try:
        return client.run(file.project, file.workflow)
    except NotFoundError as error:
        if not file.jobs:
            return None
        msg = (
            f"{file.path} has jobs that this service didn't submit: choose the --stack that did, "
            f"or take the project over: `batch-relay project adopt {file.path.parent}`."
        )
        raise RefusedError(msg) from error


def _resubmit(client: Client, file: WorkflowFile) -> RunItem:
    register(client, file)
    run = client.resubmit(file.project, file.workflow)
    say(f"Resubmitted {many(run.chosen, 'sample')}.")
    return run
