"""The options that say which API, and which credentials."""

from typing import Annotated, Final, TypeAlias

import typer

from batch_relay import VERSION
from batch_relay.cli.caller import DeployedStack
from batch_relay.connection import DEFAULT_STACK, Connection

# Of every command: help is asked for by either.
HELP: Final = {"help_option_names": ["-h", "--help"]}

Api: TypeAlias = Annotated[
    str | None, typer.Option(envvar="BATCH_RELAY_API", help="The API's URL.")
]
Stack: TypeAlias = Annotated[
    str, typer.Option(envvar="BATCH_RELAY_STACK", help="The CloudFormation stack that has the API.")
]
Profile: TypeAlias = Annotated[str | None, typer.Option(help="The AWS profile to use.")]
Region: TypeAlias = Annotated[
    str | None, typer.Option(envvar="AWS_REGION", help="The AWS region to use.")
]
Local: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--local", envvar="BATCH_RELAY_LOCAL", help="Use the stack that runs on this machine."
    ),
]


def _print_version(value: bool) -> None:
    if value:
        print(VERSION)
        raise typer.Exit


def choose(
    context: typer.Context,
    api: Api = None,
    stack: Stack = DEFAULT_STACK,
    profile: Profile = None,
    region: Region = None,
    local_stack: Local = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print it."),
    ] = False,
) -> None:
    """Run every sample of a project through a series of AWS Batch jobs."""
    connection = Connection(api=api, stack=stack, profile=profile, region=region)
    context.obj = context.obj or DeployedStack(connection=connection, local=local_stack)
