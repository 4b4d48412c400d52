"""`batch-relay run logs`."""

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated

import typer

from batch_relay.cli.arguments import Project, Workflow
from batch_relay.cli.caller import client_of
from batch_relay.cli.log_files import jobs_of, save_log
from batch_relay.cli.output import AsJson, complain, many, say
from batch_relay.cli.progress import tracked
from batch_relay.cli.reading import pages, query_of, reader
from batch_relay.cli.sample_logs import Index, Tail
from batch_relay.client import Client
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from batch_relay.wire.logs import LogItem, LogQuery

app = typer.Typer()

Grep = Annotated[
    str | None,
    typer.Option(metavar="PATTERN", help="Only lines where this regular expression fits."),
]
Save = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        file_okay=False,
        help="Write a file for every job, {STATUS}.{jobName}.{jobId}.log, there.",
    ),
]


@app.command()
def logs(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    *,
    grep: Grep = None,
    save: Save = None,
    all_samples: Annotated[
        bool, typer.Option("--all", help="Of all samples, not of those that failed only.")
    ] = False,
    sample: Annotated[
        list[str] | None, typer.Option(help="Of this sample only; repeat it for more.")
    ] = None,
    index: Index = None,
    tail: Tail = None,
    as_json: AsJson = False,
) -> None:
    """Print the newest log of each sample that failed, or save the logs of all its jobs."""
    if save and (grep or tail or index is not None):
        msg = "it writes whole logs; leave out --grep, --index and --tail"
        raise typer.BadParameter(msg, param_hint="--save")
    fits = _pattern(grep)
    run = RunKey(project=project, workflow=workflow)
    with client_of(context) as client:
        names = sample or _names(client, run, all_samples=all_samples)
        if save:
            _report(_save(client, run, names, save), save, as_json=as_json)
            return
        found = _pages(client, run, names, query_of(index=index, tail=tail))
        lines = sum(_print(page, fits, as_json=as_json) for page in found)
    if grep and names and not lines:
        complain(f"No line fits {grep!r}.")


def _pattern(grep: str | None) -> re.Pattern[str]:
    try:
        return re.compile(grep or "")
    except re.error as error:
        msg = f"{grep!r} is no regular expression: {error}"
        raise typer.BadParameter(msg, param_hint="--grep") from error


def _names(client: Client, run: RunKey, *, all_samples: bool) -> list[str]:
    status = None if all_samples else SampleStatus.FAILED
    found = [each.sample for each in client.samples(run.project, run.workflow, status=status)]
    if not found:
        complain("No sample has begun." if all_samples else "No sample failed; see --all.")
    return found


def _save(client: Client, run: RunKey, names: Collection[str], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    return [
        save_log(client, job, folder)
        for name in tracked(names, "Saving logs")
        for job in jobs_of(client, run, name)
    ]


def _report(saved: list[Path], folder: Path, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([str(path) for path in saved], indent=2))
        return
    say(f"Saved {many(len(saved), 'log')} in {folder}.")


def _pages(
    client: Client, run: RunKey, names: Collection[str], query: LogQuery
) -> Iterator[LogItem]:
    for name in tracked(names, "Reading logs"):
        try:
            yield from pages(reader(client, run.project, run.workflow, name), query)
        except NotFoundError as error:
            complain(f"{name}: {error}")


def _print(page: LogItem, fits: re.Pattern[str], *, as_json: bool) -> int:
    """Print the lines that fit, each after whose it is, and count them; without any, say why."""
    found = [line for line in page.items if fits.search(line.message)]
    if as_json:
        print(page.model_copy(update={"items": found}).model_dump_json())
        return len(found)
    if page.missing:
        complain(f"{page.title}: {page.missing}")
    for line in found:
        print(f"{page.title}: {line.message}")
    return len(found)
