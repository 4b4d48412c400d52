"""`batch-relay lab`: labs, and what their workflows may use."""

from typing import Annotated

import typer

from batch_relay.cli.caller import client_of
from batch_relay.cli.output import AsJson, print_json, show, table, tell
from batch_relay.wire.labs import LabItem, LabRequest

app = typer.Typer(no_args_is_help=True, help="Labs, and what their workflows may use.")

Name = Annotated[str, typer.Argument(help="The lab's name: lower-case letters and digits.")]


@app.command("set")
def set_(
    context: typer.Context,
    name: Name,
    queue: Annotated[list[str] | None, typer.Option(help="A job queue; repeatable.")] = None,
    definition: Annotated[
        list[str] | None,
        typer.Option(help="The beginning of names of job definitions; repeatable."),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(help="Where outputs lie, s3://BUCKET/ or s3://BUCKET/FOLDER/; repeatable."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a lab, or change it: from now on its workflows may use this, and nothing else."""
    wanted = LabRequest(queues=queue or [], job_definitions=definition or [], outputs=output or [])
    with client_of(context) as client:
        _print([client.access.put_lab(name, wanted)], as_json=as_json)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List all labs."""
    with client_of(context) as client:
        _print(client.access.labs().labs, as_json=as_json)


@app.command("show")
def show_(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show what the workflows of a lab may use."""
    with client_of(context) as client:
        _print([client.access.lab(name)], as_json=as_json)


@app.command()
def remove(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Forget a lab that has no members any more; its projects stay."""
    with client_of(context) as client:
        client.access.remove_lab(name)
    tell(f"There is no lab {name} any more.", {"removed": name}, as_json=as_json)


def _print(labs: list[LabItem], *, as_json: bool) -> None:
    if as_json:
        print_json(labs)
        return
    grid = table("Lab", "Queues", "Job definitions", "Outputs")
    for lab in labs:
        grid.add_row(lab.name, *map("\n".join, (lab.queues, lab.job_definitions, lab.outputs)))
    show("Labs", grid)
