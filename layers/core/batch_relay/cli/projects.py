"""`batch-relay project …`."""

from pathlib import Path
from typing import Annotated

import typer

from batch_relay.cli import adopt
from batch_relay.cli.caller import client_of
from batch_relay.cli.importing import importing
from batch_relay.cli.output import (
    AsJson,
    complain,
    explaining,
    many,
    print_json,
    print_problems,
    say,
    table,
)
from batch_relay.cli.output import show as show_table
from batch_relay.wire.projects import ImportQuery, ImportResult, PreviewItem

app = typer.Typer(no_args_is_help=True, help="Projects: samples, one for each row of a CSV.")
app.add_typer(adopt.app)

Name = Annotated[str, typer.Argument(help="The project's name.")]
Csv = Annotated[
    Path,
    typer.Option(exists=True, dir_okay=False, help="The CSV, one row a sample; gzip is fine."),
]
Append = Annotated[
    bool, typer.Option("--append", help="Add the rows to the project, which has others already.")
]
StartedWorkflow = Annotated[
    str | None, typer.Option(help="Check every job of this workflow, then start it.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Check only, and show the first samples' jobs.")
]
SkipInvalid = Annotated[
    bool, typer.Option("--skip-invalid", help="Import the good rows, report the others.")
]


@app.command("import")
def import_(
    context: typer.Context,
    name: Name,
    *,
    metadata: Csv,
    append: Append = False,
    workflow: StartedWorkflow = None,
    dry_run: DryRun = False,
    skip_invalid: SkipInvalid = False,
    sample_col: Annotated[
        str | None, typer.Option(help="The column that names the sample.")
    ] = None,
    file_col: Annotated[str | None, typer.Option(help="The column that names the file.")] = None,
    allow_repeated_files: Annotated[
        bool, typer.Option("--allow-repeated-files", help="Samples may share a file.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Import a project from a metadata CSV, or append its rows to one."""
    query = ImportQuery(
        append=append,
        workflow=workflow,
        dry_run=dry_run,
        skip_invalid=skip_invalid,
        sample_column=sample_col,
        file_column=file_col,
        allow_repeated_files=allow_repeated_files,
    )
    progress = importing(metadata, quiet=as_json)
    with explaining(str(metadata)), client_of(context) as client, progress as watcher:
        done = client.import_project(name, metadata, query, watcher=watcher)
    _report(metadata, done, as_json=as_json)


def _report(metadata: Path, done: ImportResult, *, as_json: bool) -> None:
    print_problems(str(metadata), done.problems, done.totals, note="skipped: ")
    print_problems(str(metadata), done.warnings, note="warning: ")
    if as_json:
        print_json(done)
        return
    _print(done)


def _print(done: ImportResult) -> None:
    samples = many(done.project.samples, "sample")
    for sample in done.preview:
        _print_jobs(sample)
    if done.dry_run:
        say(f"Project {done.project.name} would have {samples}; nothing was stored.")
        return
    if done.created and done.added < done.project.samples:
        added = many(done.added, "sample")
        say(f"Appended {added} to project {done.project.name}; it has {samples}.")
    else:
        verb = "Imported" if done.created else "Nothing new in"
        say(f"{verb} project {done.project.name}, {samples}.")
    if done.run:
        key = f"{done.run.project} {done.run.workflow}"
        say(f"Started {done.run.workflow}; follow it with `batch-relay run status {key} --watch`.")


def _print_jobs(sample: PreviewItem) -> None:
    grid = table("Job", "Queue", "Parameters", "Outputs")
    for job in sample.jobs:
        parameters = "\n".join(f"{name}={value}" for name, value in job.parameters.items())
        grid.add_row(job.definition, job.queue, parameters, "\n".join(job.outputs))
    show_table(f"{sample.sample} (line {sample.line})", grid)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List all projects."""
    with client_of(context) as client:
        projects = list(client.projects())
    if as_json:
        print_json(projects)
        return
    if not projects:
        complain("There is no project yet; import one with `batch-relay project import`.")
        return
    grid = table("Name", "Samples", "Imported")
    for project in projects:
        grid.add_row(project.name, str(project.samples), f"{project.created_at:%Y-%m-%d %H:%M}")
    show_table("Projects", grid)


@app.command()
def show(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show a project and its runs."""
    with client_of(context) as client:
        project = client.project(name)
    if as_json:
        print_json(project)
        return
    samples, columns = many(project.samples, "sample"), ", ".join(project.columns)
    say(f"Project {project.name}: {samples}; columns {columns}.")
    grid = table("Workflow", "Status", "Samples")
    for run in project.runs:
        counts = ", ".join(f"{number} {status}" for status, number in run.samples.items())
        grid.add_row(run.workflow, run.status, counts)
    show_table("Runs", grid)
