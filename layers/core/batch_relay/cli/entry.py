"""Run a command to its exit code."""

import sys

import typer
from typer.exceptions import TyperException

from batch_relay.adapters.errors import translated
from batch_relay.cli.caller import Target
from batch_relay.cli.output import complain
from batch_relay.cli.wording import of_command_line, of_error
from batch_relay.domain.errors import BatchRelayError


def enter(
    app: typer.Typer, name: str, arguments: list[str] | None, *, target: Target | None
) -> None:
    """Run a command: exit with 0, with 1 after an error, with 2 after a wrong command line.

    An error is one line on stderr. `target` is the API to talk to, whatever the options say.
    """
    sys.exit(_run(app, name, arguments, target))


def _run(app: typer.Typer, name: str, arguments: list[str] | None, target: Target | None) -> int:
    try:
        with translated():
            return app(arguments, prog_name=name, obj=target, standalone_mode=False) or 0
    except TyperException as error:
        _complain("error", of_command_line(error))
        return error.exit_code
    except typer.Abort:
        complain("Nothing was done.")
    except BatchRelayError as error:
        _complain("error", of_error(error))
    except OSError as error:
        _complain("error", f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
    except Exception as error:  # noqa: BLE001 - people get a line, never a traceback
        _complain(f"error: unexpected {type(error).__name__}", f"{error}; please report it")
    return 1


def _complain(what: str, said: str) -> None:
    """Print an error on one line, whatever it holds; nothing if help was printed instead."""
    if said:
        complain(f"{what}: {' '.join(line.strip() for line in said.splitlines())}")
