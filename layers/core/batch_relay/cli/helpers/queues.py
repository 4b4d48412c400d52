"""`batch_queue_status` and `batch_clear_queue`."""

from typing import Annotated

import typer

from batch_relay.cli.caller import services_of
from batch_relay.cli.choosing import HELP, Api, Local, Profile, Region, Stack, choose
from batch_relay.cli.helpers.asking import ask_reason
from batch_relay.cli.output import say
from batch_relay.cli.progress import working
from batch_relay.compute.queues import LIVE, clear_queue, count_jobs, find_queue
from batch_relay.connection import DEFAULT_STACK
from batch_relay.domain.statuses import JobStatus

status_app = typer.Typer(pretty_exceptions_enable=False, context_settings=HELP)
clear_app = typer.Typer(pretty_exceptions_enable=False, context_settings=HELP)

Queue = Annotated[str, typer.Argument(help="The queue's name.")]
Status = Annotated[JobStatus | None, typer.Option(help="Only jobs that stand there.")]


@status_app.command()
def queue_status(
    context: typer.Context,
    queue_name: Queue,
    status: Status = None,
    api: Api = None,
    stack: Stack = DEFAULT_STACK,
    profile: Profile = None,
    region: Region = None,
    local_stack: Local = False,
) -> None:
    """Count the jobs of a queue by status."""
    choose(context, api, stack, profile, region, local_stack)
    batch = services_of(context).batch()
    name = find_queue(batch, queue_name).name
    with working("Counting jobs"):
        counts = count_jobs(batch, name, [status] if status else tuple(JobStatus))
    found = {each: number for each, number in counts.items() if number}
    if not found:
        say(f"No jobs in {name}.")
        return
    width = max(len(each) for each in found)
    column = max(len(name), *(len(str(number)) for number in found.values()))
    say(f"{'':{width}}  {name:>{column}}")
    for each, number in sorted(found.items()):
        say(f"{each:{width}}  {number:>{column}}")


@clear_app.command()
def clear(
    context: typer.Context,
    queue_name: Queue,
    status: Status = None,
    api: Api = None,
    stack: Stack = DEFAULT_STACK,
    profile: Profile = None,
    region: Region = None,
    local_stack: Local = False,
) -> None:
    """Cancel or terminate the jobs of a queue; it asks first, and for the reason."""
    choose(context, api, stack, profile, region, local_stack)
    batch = services_of(context).batch()
    name = find_queue(batch, queue_name).name
    wanted = [each for each in LIVE if status in {None, each}]
    with working("Counting jobs"):
        waiting = sum(count_jobs(batch, name, wanted).values())
    say(f"Number of jobs to clear from {name}: {waiting:,}")
    if not waiting:
        return
    for job in clear_queue(batch, name, reason=ask_reason("these jobs"), statuses=wanted):
        say(f"Cancelling {job.id}")
