"""`batch-relay local …`."""

from importlib.util import find_spec
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from batch_relay.cli.output import AsJson, complain, print_data, say, tell
from batch_relay.cli.progress import working
from batch_relay.domain.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from batch_relay.local.stack import Stack

app = typer.Typer(no_args_is_help=True, help="The whole stack on this machine, without AWS.")


@app.callback()
def check() -> None:
    """Run the whole stack on this machine, without AWS."""
    if find_spec("ministack") is None:
        msg = "The stack on one machine needs more packages: pip install 'batch-relay[local]'"
        raise RefusedError(msg)


@app.command()
def up(
    port: Annotated[int | None, typer.Option(help="Listen here; a free port if left out.")] = None,
    bucket: Annotated[
        list[str] | None, typer.Option(help="Make this bucket, for jobs to write to; repeatable.")
    ] = None,
    queue: Annotated[
        list[str] | None, typer.Option(help="Make this job queue; repeatable.")
    ] = None,
    docker: Annotated[
        bool, typer.Option(help="Run jobs as containers of their image, not as processes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Start the stack, and build and deploy what has changed."""
    from batch_relay.local import stack  # noqa: PLC0415 - needs the extra packages

    complain("Starting, building and deploying; the first time takes a minute …")
    with working("Bringing the stack up"):
        running = stack.up(
            port=port, buckets=tuple(bucket or ()), queues=tuple(queue or ()), docker=docker
        )
    _print(running, as_json=as_json)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say where the stack answers; exit with 1 if it doesn't run."""
    _print(running(), as_json=as_json)


@app.command()
def env(as_json: AsJson = False) -> None:
    """Print what AWS clients need in their environment, for a shell to evaluate."""
    found = running().environment
    if as_json:
        print_data(found)
        return
    for name, value in found.items():
        print(f"export {name}={quote(value)}")


@app.command()
def down(as_json: AsJson = False) -> None:
    """Stop the stack; what it knows stays for the next start."""
    from batch_relay.local import stack  # noqa: PLC0415 - needs the extra packages

    with working("Stopping"):
        stack.down()
    said = "Stopped; `batch-relay local up` goes on from here."
    tell(said, {"stopped": True}, as_json=as_json)


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Stop the stack and remove all it knows: projects, runs, objects."""
    from batch_relay.local import stack  # noqa: PLC0415 - needs the extra packages

    if not yes:
        typer.confirm("Remove all local projects, runs and objects?", abort=True, err=True)
    with working("Stopping and removing"):
        stack.reset()
    said = "Removed; `batch-relay local up` starts anew."
    tell(said, {"stopped": True, "removed": True}, as_json=as_json)


def running() -> "Stack":
    """Return the stack that runs on this machine; NotFoundError if none does."""
    from batch_relay.local import stack  # noqa: PLC0415 - needs the extra packages

    if running := stack.status():
        return running
    msg = "No stack runs on this machine; start one with `batch-relay local up`."
    raise NotFoundError(msg)


def _print(stack: "Stack", *, as_json: bool) -> None:
    if as_json:
        told = {
            "endpoint": stack.endpoint,
            "api": stack.api_url,
            "outputs": dict(stack.outputs),
        }
        print_data(told)
        return
    say(f"The stack runs. AWS endpoint: {stack.endpoint}\nAPI: {stack.api_url}")
    say("Use it with `batch-relay --local …`, or let BATCH_RELAY_LOCAL=1 say so.")
