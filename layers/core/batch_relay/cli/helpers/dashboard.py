"""`batch_dashboard`."""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from batch_relay.cli.caller import client_of
from batch_relay.cli.choosing import HELP, Api, Local, Profile, Region, Stack, choose
from batch_relay.cli.helpers.folders import WorkflowFile, is_workflow, read_json_file
from batch_relay.cli.helpers.words import job_counts
from batch_relay.cli.output import complain, say
from batch_relay.cli.progress import tracked
from batch_relay.client import Client
from batch_relay.connection import DEFAULT_STACK
from batch_relay.domain.errors import InvalidError, NotFoundError

app = typer.Typer(pretty_exceptions_enable=False, context_settings=HELP)

# Always in this order; others after them.
_COLUMNS = ("COMPLETED", "SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED")
_NOT_SUBMITTED = "NOT_SUBMITTED"


@app.command()
def dashboard(
    context: typer.Context,
    api: Api = None,
    stack: Stack = DEFAULT_STACK,
    profile: Profile = None,
    region: Region = None,
    local_stack: Local = False,
) -> None:
    """Print where each workflow stands whose file is below this folder."""
    files = list(_files(Path()))
    choose(context, api, stack, profile, region, local_stack)
    with client_of(context) as client:
        rows = {file.path: _counts(client, file) for file in tracked(files, "Looking")}
    open_ones = {path: counts for path, counts in rows.items() if counts.keys() != {"COMPLETED"}}
    completed = len(rows) - len(open_ones)
    if not open_ones:
        say(f"All projects are completed ({completed:,})")
        return
    _print(open_ones)
    say(f"\nCompleted projects: {completed}")


def _files(folder: Path) -> Iterator[WorkflowFile]:
    """Yield the workflow files below a folder; one that can't be read is told, and left out."""
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith("_") or path.suffix != ".json":
                continue
            try:
                content = read_json_file(path)
            except InvalidError as error:
                complain(f"warning: {error}")
                continue
            if isinstance(content, dict) and is_workflow(content):
                yield WorkflowFile(path=path, content=content)


def _counts(client: Client, file: WorkflowFile) -> dict[str, int]:
    try:
        return job_counts(client.run(file.project, file.workflow))
    except NotFoundError:
        return {_NOT_SUBMITTED: len(file.samples)}


def _print(rows: dict[Path, dict[str, int]]) -> None:
    """Print a line for each workflow, as wide as it is: scripts cut it at blanks."""
    present = {status for counts in rows.values() for status in counts}
    shown = [each for each in _COLUMNS if each in present] + sorted(present - set(_COLUMNS))
    wide = max(len(str(path)) for path in rows)
    say("  ".join([" " * wide, *shown]))
    say("  ".join("-" * width for width in (wide, *map(len, shown))))
    for path, counts in sorted(rows.items()):
        numbers = (f"{counts.get(each, 0):>{len(each)}}" for each in shown)
        say("  ".join([f"{path!s:{wide}}", *numbers]))
