"""`batch-relay selftest`."""

import time
from typing import TYPE_CHECKING, Annotated

import typer

from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, complain, print_data, say
from batch_relay.compute import selftest
from batch_relay.compute.queues import find_queue
from batch_relay.domain.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

    from batch_relay.compute.selftest import Report, Trial


def run(
    context: typer.Context,
    queue: Annotated[str, typer.Option("--queue", "-q", help="The queue to try.")],
    definition: Annotated[
        str, typer.Option("--jobdef", "-j", help="A job definition; our own if left out.")
    ] = "",
    array: Annotated[
        int, typer.Option(min=0, max=10_000, help="Size of the array after the job; 0 for none.")
    ] = 10,
    patience: Annotated[
        int, typer.Option(help="Give up after so many seconds, and end the jobs.")
    ] = 1_800,
    every: Annotated[float, typer.Option(min=0, help="How often to look, in seconds.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Run a job, then an array that depends on it; say what is wrong if they don't start."""
    batch = services_of(context).batch()
    found = find_queue(batch, queue)
    name, fair = found.name, bool(found.scheduling_policy)
    trial = selftest.begin(batch, name, definition=definition, size=array, fair=fair)
    report = _follow(batch, trial, patience=patience, every=every)
    if as_json:
        print_data({"jobs": report.statuses, "complaints": report.complaints})
    elif report.succeeded:
        say(f"Queue {name} runs jobs: one, then an array of {array}, succeeded.")
    raise typer.Exit(0 if report.succeeded else 1)


def _follow(batch: "BatchClient", trial: "Trial", *, patience: int, every: float) -> "Report":
    """Return the last report; tell on stderr how it goes, and what is wrong for longer."""
    told: set[str] = set()
    before, until = "", time.monotonic() + patience
    while True:
        report = selftest.look(batch, trial)
        statuses = ", ".join(report.statuses.values())
        _tell(
            [statuses, *(report.complaints if statuses == before or report.is_over else ())], told
        )
        if report.is_over:
            return report
        if time.monotonic() >= until:
            selftest.stop(batch, trial)
            msg = f"The self-test did not end within {patience} seconds; its jobs were ended."
            raise UnavailableError(msg)
        before = statuses
        time.sleep(every)


def _tell(lines: "list[str]", told: set[str]) -> None:
    for line in lines:
        if line not in told:
            complain(line)
            told.add(line)
