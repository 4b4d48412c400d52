"""Questions before something is ended."""

import typer

from batch_relay.domain.errors import RefusedError


def ask_reason(what: str) -> str:
    """Return why to end something; RefusedError unless the answer is a capital Y."""
    answer = typer.prompt(f"Cancel {what}? (Y/N)", err=True)
    if answer != "Y":
        msg = "Nothing was cancelled: only a capital Y is a yes."
        raise RefusedError(msg)
    reason: str = typer.prompt("For what reason?", err=True)
    return reason
