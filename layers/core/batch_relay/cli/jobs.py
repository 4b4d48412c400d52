"""`batch-relay job …`."""

from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated

import typer

from batch_relay.adapters.cloudwatch_logs import CloudWatchLogs
from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, IsJson, many, print_data, say, table
from batch_relay.cli.output import show as show_table
from batch_relay.cli.progress import working
from batch_relay.compute import queues
from batch_relay.compute.job_logs import read_job
from batch_relay.compute.jobs import Job, Selection, describe_job, find_jobs
from batch_relay.domain.statuses import JobStatus

app = typer.Typer(no_args_is_help=True, help="Jobs of AWS Batch, anybody's.")

JobIds = Annotated[list[str], typer.Argument(help="The ids of jobs.")]
Reason = Annotated[str, typer.Option(help="Why; the job keeps it as its status reason.")]


@app.command("list")
def list_(
    context: typer.Context,
    *,
    queue: Annotated[str, typer.Option("--queue", "-q", help="The queue they were sent to.")] = "",
    array: Annotated[str, typer.Option(help="The children of this array, by its job id.")] = "",
    statuses: Annotated[
        list[JobStatus] | None, typer.Option("--status", help="Only this status; repeatable.")
    ] = None,
    name: Annotated[str, typer.Option(help="Their name; NAME* for a beginning.")] = "",
    definition: Annotated[
        str, typer.Option(help="Their definition, NAME, NAME:REVISION or NAME*.")
    ] = "",
    since: Annotated[datetime | None, typer.Option(help="Made after this moment, UTC.")] = None,
    before: Annotated[datetime | None, typer.Option(help="Made before this moment, UTC.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Show so many at most.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List jobs of a queue, or the children of an array, in all seven statuses."""
    if bool(queue) == bool(array):
        msg = "name a queue with --queue, or an array with --array"
        raise typer.BadParameter(msg)
    batch = services_of(context).batch()
    selection = Selection(
        queue=queues.find_queue(batch, queue).name if queue else "",
        array=array,
        statuses=statuses or tuple(JobStatus),
        name=name,
        definition=definition,
        since=since and since.replace(tzinfo=UTC),
        before=before and before.replace(tzinfo=UTC),
    )
    with working("Listing jobs"):
        found = list(islice(find_jobs(batch, selection), limit + 1))
    _print(found[:limit], more=len(found) > limit, as_json=as_json)


@app.command()
def show(
    context: typer.Context,
    job: Annotated[str, typer.Argument(help="Its id.")],
    _as_json: IsJson = False,
) -> None:
    """Show a job as AWS Batch tells it, as JSON."""
    print_data(describe_job(services_of(context).batch(), job))


@app.command()
def logs(
    context: typer.Context,
    job: Annotated[str, typer.Argument(help="Its id.")],
    attempt: Annotated[
        int, typer.Option(min=0, help="Of this attempt, from 1; the last one if left out.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Print what a job wrote; where it wrote nothing, say why."""
    services = services_of(context)
    kept = CloudWatchLogs(services.logs())
    lines = read_job(services.batch(), kept, job, attempt=attempt)
    if as_json:
        print_data([asdict(line) for line in lines])
        return
    for line in lines:
        print(line.message)


@app.command()
def cancel(context: typer.Context, jobs: JobIds, reason: Reason, as_json: AsJson = False) -> None:
    """End jobs that have not started; those that have go on."""
    batch = services_of(context).batch()
    for job in jobs:
        queues.cancel_job(batch, job, reason)
        if not as_json:
            say(f"Asked {job} to end, unless it has started.")
    if as_json:
        print_data({"asked_to_end": jobs, "reason": reason})


@app.command()
def terminate(
    context: typer.Context, jobs: JobIds, reason: Reason, as_json: AsJson = False
) -> None:
    """End jobs wherever they stand."""
    batch = services_of(context).batch()
    for job in jobs:
        queues.terminate_job(batch, job, reason)
        if not as_json:
            say(f"Asked {job} to end.")
    if as_json:
        print_data({"asked_to_end": jobs, "reason": reason})


def _print(jobs: list[Job], *, more: bool, as_json: bool) -> None:
    if as_json:
        print_data([asdict(job) for job in jobs])
        return
    grid = table("Job", "Name", "Array", "Status", "Created", "Took", "Exit", "Reason")
    for job in jobs:
        code = "" if job.exit_code is None else str(job.exit_code)
        made = f"{job.created_at:%Y-%m-%d %H:%M}"
        grid.add_row(job.id, job.name, _array(job), job.status, made, _took(job), code, job.reason)
    show_table(many(len(jobs), "job") + (", and there are more: see --limit" if more else ""), grid)


def _array(job: Job) -> str:
    """Return an array's size, or a child's place in it."""
    if job.size:
        return f"of {job.size}"
    return "" if job.index is None else f"[{job.index}]"


def _took(job: Job) -> str:
    if not (job.started_at and job.stopped_at):
        return ""
    return str(job.stopped_at - job.started_at).partition(".")[0]
