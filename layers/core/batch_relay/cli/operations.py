"""`batch-relay run cancel`, `pause`, `continue` and `budget`."""

from typing import Annotated

import typer

from batch_relay.cli.arguments import Project, Workflow
from batch_relay.cli.caller import client_of
from batch_relay.cli.output import AsJson, print_json, say
from batch_relay.cli.run_view import print_run, print_stopped, say_how_to_follow
from batch_relay.cli.watching import watch_end
from batch_relay.client import Client
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.wire.operations import CancelRequest

app = typer.Typer()

Chosen = Annotated[
    list[str] | None, typer.Option(help="Cancel this sample only; repeat it for more.")
]
Standing = Annotated[
    AnalysisStatus | None, typer.Option(help="Only samples whose analysis stands there.")
]
Wait = Annotated[
    bool, typer.Option("--wait", help="Follow until no job is left, and tell what was stopped.")
]


@app.command()
def cancel(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    *,
    reason: Annotated[str, typer.Option(help="Why; kept with the run, its samples and jobs.")],
    sample: Chosen = None,
    status: Standing = None,
    wait: Wait = False,
    every: Annotated[
        float, typer.Option(min=0.1, help="Seconds between two looks, with --wait.")
    ] = 2.0,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Cancel a run, or some of its samples: their jobs end, and no more are submitted."""
    if wait and status:
        msg = "what stood there can't be told later; follow the run with `run status --watch`"
        raise typer.BadParameter(msg, param_hint="--wait")
    names = sample or []
    wanted = CancelRequest(reason=reason, samples=names or None, status=status)
    with client_of(context) as client:
        if not yes:
            _confirm(client, project, workflow, wanted)
        run = client.cancel_run(project, workflow, wanted)
        if wait:
            run = watch_end(client, run, names, every=every, quiet=as_json)
            if not as_json:
                print_stopped(client, run, names)
    if as_json:
        print_json(run)
    elif not wait:
        say_how_to_follow(run, "Cancelling", _noun(wanted))


def _confirm(client: Client, project: str, workflow: str, wanted: CancelRequest) -> None:
    run = client.run(project, workflow)
    counts = ", ".join(f"{number} {status}" for status, number in run.samples.items())
    asked = f"Cancel {_noun(wanted)} of {workflow} for {project} ({run.status}: {counts})?"
    typer.confirm(asked, abort=True, err=True)


@app.command()
def budget(
    context: typer.Context,
    project: Project,
    workflow: Workflow,
    amount: Annotated[
        float | None, typer.Option(min=0, help="US dollars that the run may spend in all.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="Let it spend any sum.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a run may spend: past it, jobs at work go on, and no more are submitted."""
    if none == (amount is not None):
        msg = "say --amount DOLLARS, or --none"
        raise typer.BadParameter(msg, param_hint="--amount")
    with client_of(context) as client:
        run = client.limit_run(project, workflow, amount)
    if as_json:
        print_json(run)
        return
    print_run(run)


def _noun(wanted: CancelRequest) -> str:
    if wanted.samples is None:
        return f"what is {wanted.status}" if wanted.status else "the run"
    return f"{len(wanted.samples)} sample{'s' if len(wanted.samples) > 1 else ''}"


@app.command()
def pause(
    context: typer.Context, project: Project, workflow: Workflow, as_json: AsJson = False
) -> None:
    """Hold a run: jobs at work go on, and no more are submitted."""
    with client_of(context) as client:
        run = client.pause_run(project, workflow)
    if as_json:
        print_json(run)
        return
    key = f"{project} {workflow}"
    say(f"Paused {workflow} for {project}; `batch-relay run continue {key}` lets it go on.")


@app.command("continue")
def go_on(
    context: typer.Context, project: Project, workflow: Workflow, as_json: AsJson = False
) -> None:
    """Let a paused run go on."""
    with client_of(context) as client:
        run = client.continue_run(project, workflow)
    if as_json:
        print_json(run)
        return
    say_how_to_follow(run, "Going on with", "the run")
