"""`batch-relay sample logs`."""

from collections.abc import Iterator
from typing import Annotated

import typer

from batch_relay.cli.arguments import Project, Workflow
from batch_relay.cli.caller import client_of
from batch_relay.cli.output import AsJson, complain, print_json
from batch_relay.cli.reading import follow, pages, query_of, reader, whole
from batch_relay.wire.logs import MOST_LINES, LogItem

app = typer.Typer()

Attempt = Annotated[int | None, typer.Option(help="Of the attempt of this number.")]
Generation = Annotated[int | None, typer.Option(help="Of an attempt of this generation.")]
Index = Annotated[
    int | None, typer.Option(min=0, help="Of the job of this index, where they are an array.")
]
Tail = Annotated[
    int | None, typer.Option(min=1, max=MOST_LINES, help="Only so many of the last lines.")
]


@app.command()
def logs(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    sample: Annotated[str, typer.Argument(help="The sample's name.")],
    *,
    analysis: Annotated[
        str | None, typer.Option(help="Of this analysis: its number or job definition.")
    ] = None,
    attempt: Attempt = None,
    generation: Generation = None,
    index: Index = None,
    tail: Tail = None,
    follow_on: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the attempt has ended.")
    ] = False,
    every: Annotated[
        float, typer.Option(min=0.1, help="Seconds between two looks, with --follow.")
    ] = 2.0,
    timestamps: Annotated[
        bool, typer.Option("--timestamps", help="Put its time, in UTC, before each line.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print what a job of a sample wrote: that of the newest attempt with a log."""
    query = query_of(
        analysis=analysis, generation=generation, attempt=attempt, index=index, tail=tail
    )
    with client_of(context) as client:
        read = reader(client, project, workflow, sample)
        if as_json and not follow_on:
            print_json(whole(read, query))
            return
        found = follow(read, query, every=every) if follow_on else pages(read, query)
        _print(found, timestamps=timestamps, as_json=as_json)


def _print(found: Iterator[LogItem], *, timestamps: bool, as_json: bool) -> None:
    """Print lines on stdout as they come; on stderr whose they are, and how it ended."""
    told = ""
    for page in found:
        if as_json:
            print(page.model_dump_json(), flush=True)
            continue
        if told != _state(page):
            told = _state(page)
            complain(told)
        for line in page.items:
            at = f"{line.timestamp:%Y-%m-%d %H:%M:%S} " if timestamps else ""
            print(f"{at}{line.message}", flush=True)


def _state(page: LogItem) -> str:
    attempt = page.attempt
    why = page.missing or (attempt.reason if attempt.status.is_final else "")
    return f"{page.title}: {page.job_status or attempt.status}" + (f" ({why})" if why else "")
