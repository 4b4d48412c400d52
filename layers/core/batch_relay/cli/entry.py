"""Run a command to its exit code."""

import sys

import typer

from batch_relay.cli.caller import Target
from batch_relay.cli.output import complain
from batch_relay.domain.errors import BatchRelayError


def enter(
    app: typer.Typer, name: str, arguments: list[str] | None, *, target: Target | None
) -> None:
    """Run a command: exit with 0, with 1 after an error, with 2 after a wrong command line.

    `target` is the API to talk to, whatever the options say.
    """
    try:
        app(arguments, prog_name=name, obj=target)
    except BatchRelayError as error:
        complain(f"error: {error}")
    except OSError as error:
        complain(f"error: {error.strerror or error}: {error.filename or ''}".rstrip(": "))
    except Exception as error:  # noqa: BLE001 - people get a line, never a traceback
        complain(f"error: unexpected {type(error).__name__}: {error}; please report it")
    sys.exit(1)
