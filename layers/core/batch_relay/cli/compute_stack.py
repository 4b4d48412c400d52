"""`batch-relay compute deploy` and `batch-relay compute context`."""

from typing import Annotated

import typer

from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, IsJson, complain, print_data, say
from batch_relay.cli.pairs import pairs
from batch_relay.cli.progress import working
from batch_relay.compute.service_roles import make_service_roles
from batch_relay.compute.stack import DEFAULT_STACK, ComputeStack, context_of, template

Stack = Annotated[str, typer.Option("--name", help="The compute stack's name.")]


def deploy(
    context: typer.Context,
    bucket: Annotated[
        list[str] | None, typer.Option(help="Jobs may read and write this bucket; repeatable.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="Set a parameter of the template; repeatable."),
    ] = None,
    *,
    name: Stack = DEFAULT_STACK,
    print_template: Annotated[
        bool, typer.Option("--print-template", help="Print the template, and deploy nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Deploy network, environments, queues and roles as a stack of their own, or update it."""
    if print_template:
        print(template())
        return
    parameters = pairs(parameter or (), "--parameter")
    parameters |= {"Buckets": ",".join(bucket)} if bucket else {}
    complain(f"Deploying stack {name}; the first time takes some minutes …")
    services = services_of(context)
    stack = ComputeStack(cloudformation=services.cloudformation(), name=name)
    with working("Waiting for CloudFormation"):
        make_service_roles(services.iam())
        outputs = stack.deploy(parameters)
    if as_json:
        print_data(outputs)
        return
    for key, value in sorted(outputs.items()):
        say(f"{key}: {value}")


def write_context(
    context: typer.Context, name: Stack = DEFAULT_STACK, _as_json: IsJson = False
) -> None:
    """Print a context file for environments of your own in the stack's network."""
    stack = ComputeStack(cloudformation=services_of(context).cloudformation(), name=name)
    print_data(context_of(stack.outputs()))
