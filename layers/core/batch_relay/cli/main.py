"""The command `batch-relay`."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from batch_relay.cli import (
    admin,
    compute,
    definitions,
    jobs,
    local,
    projects,
    queues,
    runs,
    samples,
    selftest,
    workflows,
)
from batch_relay.cli.caller import DeployedStack, Target
from batch_relay.cli.output import complain
from batch_relay.connection import DEFAULT_STACK, Connection
from batch_relay.domain.errors import BatchRelayError

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(workflows.app, name="workflow")
app.add_typer(projects.app, name="project")
app.add_typer(runs.app, name="run")
app.add_typer(samples.app, name="sample")
app.add_typer(compute.app, name="compute")
app.add_typer(queues.app, name="queue")
app.add_typer(definitions.app, name="definition")
app.add_typer(jobs.app, name="job")
app.add_typer(admin.app, name="admin")
app.add_typer(local.app, name="local")
app.command("selftest")(selftest.run)


def _print_version(value: bool) -> None:
    if value:
        print(version("batch-relay"))
        raise typer.Exit


@app.callback()
def choose(
    context: typer.Context,
    api: Annotated[
        str | None, typer.Option(envvar="BATCH_RELAY_API", help="The API's URL.")
    ] = None,
    stack: Annotated[
        str,
        typer.Option(envvar="BATCH_RELAY_STACK", help="The CloudFormation stack that has the API."),
    ] = DEFAULT_STACK,
    profile: Annotated[str | None, typer.Option(help="The AWS profile to use.")] = None,
    region: Annotated[
        str | None, typer.Option(envvar="AWS_REGION", help="The AWS region to use.")
    ] = None,
    local_stack: Annotated[
        bool,
        typer.Option(
            "--local", envvar="BATCH_RELAY_LOCAL", help="Use the stack that runs on this machine."
        ),
    ] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print it."),
    ] = False,
) -> None:
    """Run every sample of a project through a series of AWS Batch jobs."""
    connection = Connection(api=api, stack=stack, profile=profile, region=region)
    context.obj = context.obj or DeployedStack(connection=connection, local=local_stack)


def main(arguments: list[str] | None = None, *, target: Target | None = None) -> None:
    """Run the command: exit with 0, with 1 after an error, with 2 after a wrong command line.

    `target` is the API to talk to, whatever the options say.
    """
    try:
        app(arguments, prog_name="batch-relay", obj=target)
    except BatchRelayError as error:
        complain(f"error: {error}")
    except OSError as error:
        complain(f"error: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
    except Exception as error:  # noqa: BLE001 - people get a line, never a traceback
        complain(f"error: unexpected {type(error).__name__}: {error}; please report it")
    sys.exit(1)
