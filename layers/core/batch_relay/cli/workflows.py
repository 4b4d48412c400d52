"""`batch-relay workflow …`."""

from pathlib import Path
from typing import Annotated

import typer

from batch_relay.cli.caller import client_of
from batch_relay.cli.output import (
    AsJson,
    IsJson,
    complain,
    explaining,
    print_data,
    print_json,
    print_problems,
    say,
    table,
)
from batch_relay.cli.output import show as show_table
from batch_relay.cli.workflow_schema import workflow_schema
from batch_relay.domain.definitions import read_definition
from batch_relay.domain.problems import Problems
from batch_relay.wire.workflows import WorkflowItem

app = typer.Typer(no_args_is_help=True, help="Definitions: the analyses to run on every sample.")


@app.command()
def put(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="The definition, a JSON file.")
    ],
    relaxed: Annotated[
        bool, typer.Option("--relaxed", help="Allow # comments and trailing commas.")
    ] = False,
    name: Annotated[
        str | None, typer.Option(help="The workflow's name, if the definition has none.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Register a definition; a new version if it differs from the newest."""
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    with explaining(str(file)), client_of(context) as client:
        done = client.put_workflow(_name(text, name, relaxed=relaxed), text, relaxed=relaxed)
    print_problems(str(file), done.warnings, note="warning: ")
    if as_json:
        print_json(done)
        return
    verb = "Registered" if done.created else "Nothing new in"
    say(f"{verb} workflow {done.name}, version {done.version[:12]}.")


def _name(text: str, name: str | None, *, relaxed: bool) -> str:
    """Return the name in the definition; InvalidError if it isn't right, before it is sent."""
    problems = Problems()
    workflow = read_definition(text, relaxed=relaxed, problems=problems, name=name)
    if workflow:
        return workflow.name
    msg = "The workflow was not registered; solve its problems first."
    raise problems.error(msg)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List all workflows, each with its newest version."""
    with client_of(context) as client:
        workflows = list(client.workflows())
    if as_json:
        print_json(workflows)
        return
    if not workflows:
        complain("There is no workflow yet; register one with `batch-relay workflow put`.")
        return
    grid = table("Name", "Version", "Analyses")
    for each in workflows:
        grid.add_row(each.name, each.version[:12], ", ".join(each.analyses))
    show_table("Workflows", grid)


@app.command()
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The workflow's name.")],
    as_json: AsJson = False,
) -> None:
    """Show the newest version of a workflow."""
    with client_of(context) as client:
        workflow = client.workflow(name)
    if as_json:
        print_json(workflow)
        return
    _print(workflow)


@app.command()
def schema(_as_json: IsJson = False) -> None:
    """Print the JSON Schema of the format, for editors to complete and check by."""
    print_data(workflow_schema())


def _print(workflow: WorkflowItem) -> None:
    grid = table("#", "Job definition", "Queue", "Outputs")
    for index, analysis in enumerate(workflow.definition["analyses"], start=1):
        grid.add_row(
            str(index),
            analysis["job_definition"],
            analysis["queue"],
            "\n".join(analysis["outputs"]),
        )
    show_table(f"{workflow.name}, version {workflow.version[:12]}", grid)
