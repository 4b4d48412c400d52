"""`batch-relay admin audit`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from batch_relay.cli.caller import client_of
from batch_relay.cli.output import AsJson, print_json, show, table

app = typer.Typer(no_args_is_help=True, help="Who did what.")


@app.command("list")
def list_(
    context: typer.Context,
    project: Annotated[
        str | None, typer.Option(help="Only what concerns this project, or workflow.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(help="From this moment on, in UTC; a week ago if left out.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="So many at most.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the requests that may have changed something, newest first."""
    moment = since.replace(tzinfo=UTC) if since else None
    with client_of(context) as client:
        found = list(client.access.audit(project=project, since=moment, most=limit))
    if as_json:
        print_json(found)
        return
    grid = table("When", "Who", "What", "Answered", "With")
    for entry in found:
        what = f"{entry.method} {entry.path}"
        answered = "" if entry.status is None else str(entry.status)
        grid.add_row(f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.arn, what, answered, entry.detail)
    show("Audit trail", grid)
