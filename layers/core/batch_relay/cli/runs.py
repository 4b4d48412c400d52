"""`batch-relay run …`."""

from typing import Annotated

import typer

from batch_relay.cli import operations, resubmit, run_logs, run_report
from batch_relay.cli.arguments import Project, Urgency, Workflow
from batch_relay.cli.caller import client_of
from batch_relay.cli.forecast_view import print_forecast
from batch_relay.cli.output import AsJson, explaining, many, print_json, say
from batch_relay.cli.progress import working
from batch_relay.cli.run_view import is_over, print_failures, print_resubmissions, print_run
from batch_relay.cli.watching import watch as follow
from batch_relay.domain.statuses import RunStatus

app = typer.Typer(no_args_is_help=True, help="Runs: a workflow at work on a project's samples.")
app.add_typer(operations.app)
app.add_typer(resubmit.app)
app.add_typer(run_logs.app)
app.add_typer(run_report.app)


@app.command()
def start(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    sample: Annotated[
        list[str] | None, typer.Option(help="Start this sample only; repeat it for more.")
    ] = None,
    budget: Annotated[
        float | None, typer.Option(min=0, help="US dollars that the run may spend.")
    ] = None,
    priority: Urgency = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many jobs it would be, and what they cost.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start a workflow for a project."""
    names = sample or None
    if dry_run:
        with explaining(project), client_of(context) as client, working("Looking at outputs"):
            told = client.forecast_run(project, workflow, samples=names, priority=priority)
        print_json(told) if as_json else print_forecast(told)
        return
    with explaining(project), client_of(context) as client, working("Starting"):
        run = client.start_run(project, workflow, samples=names, budget=budget, priority=priority)
    if as_json:
        print_json(run)
        return
    say(
        f"Started {workflow} for {many(run.chosen, 'sample')} of {project}; "
        f"follow it with `batch-relay run status {project} {workflow} --watch`."
    )
    if run.paused:
        go_on = f"batch-relay run continue {project} {workflow}"
        say(f"The run is paused: nothing is submitted until `{go_on}`.")


@app.command()
def status(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    watch: Annotated[bool, typer.Option("--watch", help="Follow the run to its end.")] = False,
    resubmissions: Annotated[
        bool,
        typer.Option("--resubmissions", help="List what was tried again, and why; slow for many."),
    ] = False,
    every: Annotated[
        float, typer.Option(min=0.1, help="Seconds between two looks, with --watch.")
    ] = 2.0,
    as_json: AsJson = False,
) -> None:
    """Show where a run stands; with --watch, exit with 1 if it doesn't succeed."""
    with client_of(context) as client:
        run = client.run(project, workflow)
        if watch and not is_over(run):
            run = follow(client, run, every=every, quiet=as_json)
        if as_json:
            print_json(run)
        else:
            print_run(run)
            print_failures(client, run)
        if resubmissions and not as_json:
            print_resubmissions(client, run)
    if watch and run.status is not RunStatus.SUCCEEDED:
        raise typer.Exit(1)
