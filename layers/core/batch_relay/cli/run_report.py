"""`batch-relay run report` and `run crate`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from batch_relay.cli.arguments import Project, Workflow
from batch_relay.cli.caller import client_of, services_of
from batch_relay.cli.output import AsJson, many, print_data, say
from batch_relay.cli.progress import tracked
from batch_relay.reports.archive import write_crate
from batch_relay.reports.report import ReportFiles, write_report

app = typer.Typer()
T = TypeVar("T")

Output = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR|FILE.html",
        help="Where to write PROJECT.WORKFLOW.html and .csv, or the HTML file itself.",
    ),
]


@app.command()
def report(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    output: Output = Path(),
    as_json: AsJson = False,
) -> None:
    """Write an HTML file that sums up a run, and a CSV of every attempt."""
    files = ReportFiles.at(output, project, workflow)
    with client_of(context) as client:
        done = write_report(client, project, workflow, files, at=_now(), show=reading)
    if as_json:
        print_data({"html": str(files.html), "csv": str(files.csv), "samples": done.samples})
        return
    say(f"{files.html} sums up {many(done.samples, 'sample')}; {files.csv} has every attempt.")


@app.command()
def crate(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", file_okay=False, help="The crate's folder."),
    ],
    as_json: AsJson = False,
) -> None:
    """Write a run's provenance as a Workflow Run RO-Crate; your rights show its objects."""
    with client_of(context) as client:
        s3, run = services_of(context).s3(), (project, workflow)
        samples = write_crate(client, s3, run, output, at=_now(), show=reading)
    if as_json:
        print_data({"crate": str(output), "samples": samples})
        return
    say(f"{output} holds the provenance of {many(samples, 'sample')}.")


def reading(items: Iterator[T], total: int) -> Iterator[T]:
    """Show how many samples of the total are read."""
    return tracked(items, "Reading samples", total=total)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the moment at which somebody asked
