"""Follow a run on a terminal, to its end."""

import time
from collections.abc import Collection, Iterator

from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from batch_relay.cli.output import err
from batch_relay.cli.progress import working
from batch_relay.cli.run_view import is_over, view_of
from batch_relay.client import Client
from batch_relay.domain.statuses import SampleStatus
from batch_relay.wire.runs import RunItem

_ENDED = (SampleStatus.SUCCEEDED, SampleStatus.FAILED, SampleStatus.CANCELLED)


def watch(client: Client, run: RunItem, *, every: float, quiet: bool) -> RunItem:
    """Return the run once it is over; show its progress meanwhile, on stderr, unless `quiet`."""
    progress = Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        expand=True,
    )
    task = progress.add_task("samples", total=sum(run.samples.values()))
    console = err()
    console.quiet = quiet
    with Live(console=console, transient=True, auto_refresh=False) as live:
        for run in _looks(client, run, every=every):  # noqa: B020, PLR1704 - the same run, later
            ended = sum(run.samples.get(status, 0) for status in _ENDED)
            progress.update(task, completed=ended, total=sum(run.samples.values()))
            live.update(Group(view_of(run), progress), refresh=True)
    return run


def watch_end(
    client: Client, run: RunItem, samples: Collection[str], *, every: float, quiet: bool
) -> RunItem:
    """Return the run once nothing is left of it, or of these samples, that was cancelled."""
    if not samples:
        run = watch(client, run, every=every, quiet=quiet)
    with working("Waiting for the last jobs to end"):
        while _any_live(client, run, samples):
            time.sleep(every)
    return client.run(run.project, run.workflow)


def _any_live(client: Client, run: RunItem, samples: Collection[str]) -> bool:
    """Whether a job may be at work; counts are a moment behind, samples are not."""
    key = (run.project, run.workflow)
    if samples:
        return any(client.sample(*key, name).status.is_live for name in samples)
    listed = (client.samples(*key, status=status) for status in SampleStatus if status.is_live)
    return any(True for page in listed for _ in page)


def _looks(client: Client, run: RunItem, *, every: float) -> Iterator[RunItem]:
    yield run
    while not is_over(run):
        time.sleep(every)
        run = client.run(run.project, run.workflow)
        yield run
