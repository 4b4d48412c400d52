"""The reference of the command, from the commands: `python -m batch_relay.cli.reference`."""

import sys
from collections.abc import Iterator
from typing import Any, TypeAlias

import typer

from batch_relay.cli.examples import EXAMPLES
from batch_relay.cli.main import app

# Typer brings its own form of click's classes, which it doesn't export.
Command: TypeAlias = Any
_HEAD = """# Reference of the command

`make cli-reference` writes this page from the commands. Every command takes `--help`;
[cli.md](cli.md) says how they go together.

"""


def commands(group: Command = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Command]]:
    """Yield every command with its words."""
    group = group or typer.main.get_command(app)
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))
    if path and not hasattr(group, "commands"):
        yield " ".join(path), group


def page() -> str:
    """Return the page, as it is checked in."""
    options = _rows(typer.main.get_command(app))
    before = f"## Before the noun\n\n{options}\n"
    return _HEAD + before + "\n".join(_section(path, command) for path, command in commands())


def _section(path: str, command: Command) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    usage = " ".join([f"batch-relay {path}", "[OPTIONS]", *map(_argument, arguments)])
    examples = [each for each in EXAMPLES if each.startswith(f"{path} ") or each == path]
    typed = "\n".join(f"$ batch-relay {each}" for each in examples)
    said = f"## batch-relay {path}\n\n{command.help}\n\nUsage: `{usage}`\n\n{_rows(command)}"
    return f"{said}\n```console\n{typed}\n```\n"


def _argument(parameter: Command) -> str:
    name = f"{parameter.name.upper()}{'…' if parameter.nargs == -1 else ''}"
    return name if parameter.required else f"[{name}]"


def _rows(command: Command) -> str:
    rows = [_row(one) for one in command.params if getattr(one, "help", None)]
    return "".join(["| | |\n|---|---|\n", *rows]) if rows else ""


def _row(parameter: Command) -> str:
    if parameter.param_type_name == "argument":
        names = [parameter.name.upper()]
    else:
        names = [*parameter.opts, *parameter.secondary_opts]
    said = parameter.help.replace("|", "\\|") + (" Required." if _is_needed(parameter) else "")
    return f"| {', '.join(f'`{name}`' for name in names)} | {said}{_usual(parameter)} |\n"


def _usual(parameter: Command) -> str:
    """Return the default, if there is one and the help doesn't tell."""
    usual = parameter.default
    is_told = isinstance(usual, str | int | float) and not isinstance(usual, bool) and usual
    return f" `{usual}` by default." if is_told and f"`{usual}`" not in parameter.help else ""


def _is_needed(parameter: Command) -> bool:
    return bool(parameter.required and parameter.param_type_name == "option")


if __name__ == "__main__":
    sys.stdout.write(page())
