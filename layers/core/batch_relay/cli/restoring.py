"""`batch-relay admin restore`."""

from typing import Annotated

import typer

from batch_relay.adapters.errors import translated
from batch_relay.cli.caller import services_of, stack_of
from batch_relay.cli.output import AsJson, print_data, say
from batch_relay.cli.progress import working
from batch_relay.connection import Services
from batch_relay.domain.errors import NotFoundError
from batch_relay.restoration import Restoration


def restore(
    context: typer.Context,
    copy: Annotated[str, typer.Argument(help="The table that a backup was restored to.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write all items of a copy of the table over those of the stack's; runs then go on."""
    services = services_of(context)
    own = _table(services, stack_of(context))
    if not yes:
        typer.confirm(f"Write all of {copy} over what is in {own}?", abort=True, err=True)
    with working(f"Writing to {own}"):
        items = Restoration(dynamodb=services.dynamodb(), source=copy, target=own).copy()
    if as_json:
        print_data({"table": own, "items": items})
        return
    say(f"Items written to {own}: {items}.")


def _table(services: Services, stack: str) -> str:
    with translated(ValidationError=NotFoundError):
        found = services.cloudformation().describe_stacks(StackName=stack)["Stacks"][0]
    tables = [o["OutputValue"] for o in found.get("Outputs", []) if o["OutputKey"] == "TableName"]
    if tables:
        return tables[0]
    msg = f"Stack {stack!r} has no output TableName; is it Batch Relay's?"
    raise NotFoundError(msg)
