"""`batch-relay compute …`."""

from typing import Annotated

import typer

from batch_relay.cli import compute_creation, compute_options, compute_stack, compute_update
from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, IsJson, complain, print_data, table, tell
from batch_relay.cli.output import show as show_table
from batch_relay.cli.progress import working
from batch_relay.compute.changing import delete_environment
from batch_relay.compute.environments import (
    explain,
    find_environment,
    list_environments,
    name_of,
    resources_of,
)
from batch_relay.domain.json_types import JsonObject

app = typer.Typer(no_args_is_help=True, help="Compute environments of AWS Batch.")
app.command("deploy")(compute_stack.deploy)
app.command("context")(compute_stack.write_context)
app.command("create")(compute_creation.create)
app.command("update")(compute_update.update)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the compute environments."""
    found = list_environments(services_of(context).batch())
    if as_json:
        print_data(found)
        return
    grid = table("Environment", "Type", "State", "Status", "vCPUs now", "At most", "Instances")
    for each in found:
        grid.add_row(*_row(each))
    show_table("Compute environments", grid)


@app.command()
def show(context: typer.Context, name: compute_options.Name, _as_json: IsJson = False) -> None:
    """Show a compute environment as AWS Batch tells it, as JSON; explain one that is INVALID."""
    found = find_environment(services_of(context).batch(), name)
    print_data(found)
    if found.get("status") == "INVALID":
        complain(explain(found))


@app.command()
def delete(
    context: typer.Context,
    name: compute_options.Name,
    *,
    jobs: compute_options.JobSeconds = 86_400,
    seconds: compute_options.Seconds = 600,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete a compute environment, when its jobs have ended; it takes no more from now on."""
    batch = services_of(context).batch()
    if not yes:
        typer.confirm(f"Delete compute environment {name}?", abort=True, err=True)
    with working(f"Deleting {name}"):
        delete_environment(batch, name, compute_options.patience(seconds, jobs))
    tell(f"Compute environment {name} is gone.", {"deleted": name}, as_json=as_json)


def _row(environment: JsonObject) -> list[str]:
    resources = resources_of(environment)
    types = resources.get("instanceTypes") or ()
    return [
        name_of(environment),
        str(resources.get("type", environment["type"])),
        str(environment["state"]),
        str(environment.get("status", "")),
        str(resources.get("desiredvCpus", "")),
        str(resources.get("maxvCpus", "")),
        ", ".join(map(str, types)) if isinstance(types, list) else "",
    ]
