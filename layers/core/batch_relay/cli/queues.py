"""`batch-relay queue …`."""

from dataclasses import asdict
from typing import Annotated

import typer

from batch_relay.cli import queue_creation
from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, many, print_data, say, show, table
from batch_relay.cli.progress import tracked
from batch_relay.compute.queues import LIVE, clear_queue, count_jobs, find_queue, list_queues
from batch_relay.domain.statuses import JobStatus

app = typer.Typer(no_args_is_help=True, help="Job queues of AWS Batch.")
app.command("create")(queue_creation.create)

Name = Annotated[str, typer.Argument(help="The queue's name or ARN.")]
Statuses = Annotated[
    list[JobStatus] | None, typer.Option("--status", help="Only jobs at this status; repeatable.")
]


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the job queues, with their compute environments in order."""
    queues = list_queues(services_of(context).batch())
    if as_json:
        print_data([asdict(queue) for queue in queues])
        return
    grid = table("Queue", "State", "Status", "Priority", "Environments", "Scheduling policy")
    for queue in queues:
        status = queue.status if queue.status == "VALID" else f"{queue.status}: {queue.reason}"
        order = ", ".join(queue.environments)
        grid.add_row(
            queue.name, queue.state, status, str(queue.priority), order, queue.scheduling_policy
        )
    show("Job queues", grid)


@app.command()
def status(
    context: typer.Context,
    name: Annotated[list[str] | None, typer.Argument(help="Queues; all if none is named.")] = None,
    statuses: Statuses = None,
    as_json: AsJson = False,
) -> None:
    """Count the jobs of queues by status; AWS Batch forgets jobs some days after their end."""
    batch = services_of(context).batch()
    queues = [find_queue(batch, each) for each in name] if name else list_queues(batch)
    wanted = statuses or tuple(JobStatus)
    shown = tracked(queues, "Counting jobs")
    counts = {queue.name: count_jobs(batch, queue.name, wanted) for queue in shown}
    if as_json:
        print_data(counts)
        return
    grid = table("Queue", *(each for each in JobStatus if each in wanted))
    for queue, found in counts.items():
        grid.add_row(queue, *map(str, found.values()))
    show("Jobs", grid)


@app.command()
def clear(
    context: typer.Context,
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; each job keeps it as its status reason.")],
    statuses: Statuses = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """End every job of a queue that has not ended, whoever submitted it."""
    batch = services_of(context).batch()
    queue = find_queue(batch, name).name
    wanted = statuses or LIVE
    if ended := [each for each in wanted if each.is_final]:
        msg = f"jobs that are {ended[0]} have ended"
        raise typer.BadParameter(msg, param_hint="--status")
    if not yes:
        count = sum(count_jobs(batch, queue, wanted).values())
        typer.confirm(f"End {many(count, 'job')} of queue {queue}?", abort=True, err=True)
    found = clear_queue(batch, queue, reason=reason, statuses=wanted)
    cleared = [job.id for job in tracked(found, "Ending jobs")]
    if as_json:
        print_data({"queue": queue, "ended": cleared})
        return
    say(f"Asked {many(len(cleared), 'job')} of queue {queue} to end.")
