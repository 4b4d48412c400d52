"""`batch-relay compute update`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from batch_relay.cli import compute_options as options
from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, complain, print_data, say
from batch_relay.cli.progress import working
from batch_relay.compute.changing import (
    Patience,
    newest_of,
    replace_environment,
    replacement_of,
    settle,
)
from batch_relay.compute.context_file import Context
from batch_relay.compute.environment_changes import (
    LONGEST_JOB_MINUTES,
    Change,
    InPlace,
    Nothing,
    Replace,
    plan_change,
)
from batch_relay.compute.environment_requests import Changes, resources_for
from batch_relay.compute.environments import find_environment, name_of
from batch_relay.compute.plans import Call, printable
from batch_relay.domain.json_types import Json, JsonObject

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

Minutes = Annotated[
    int,
    typer.Option(
        "--job-minutes",
        min=1,
        max=LONGEST_JOB_MINUTES,
        help="Where instances are replaced under jobs, AWS ends those that take longer.",
    ),
]


def update(
    context: typer.Context,
    name: options.Name,
    *,
    file: options.File = Path("cecontext.json"),
    account: options.Account = "",
    size: options.Size = "",
    tags: options.Tags = None,
    instance_types: options.InstanceTypes = "",
    image: options.Image = "",
    kind: options.Kind = "",
    most: options.MostVcpus = None,
    least: options.LeastVcpus = None,
    state: options.State = "",
    replace: options.Replace = False,
    minutes: Minutes = LONGEST_JOB_MINUTES,
    profile: options.Profile = "",
    seconds: options.Seconds = 600,
    jobs: options.JobSeconds = 86_400,
    dry_run: options.DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Change a compute environment in place, or replace it where AWS can't.

    Run again, it goes on where it broke off.
    """
    chosen = options.changes(
        tags=tags, instance_types=instance_types, image=image, kind=kind,
        most=most, least=least, state=state,
    )  # fmt: skip
    known = options.read_file(file) if size or account else None
    wanted = _wanted(known, account, size, chosen)
    batch = services_of(context, profile or _profile(known, account)).batch()
    environment = newest_of(batch, name)
    change = plan_change(environment, wanted, state=chosen.state, minutes=minutes, replace=replace)
    if dry_run:
        print_data(printable(_planned(batch, environment, change)))
        return
    with working(f"Changing {name_of(environment)}"):
        name, said = _carry_out(batch, environment, change, options.patience(seconds, jobs))
    print_data(find_environment(batch, name)) if as_json else say(said)


def _wanted(known: Context | None, account: str, size: str, chosen: Changes) -> dict[str, Json]:
    """Return what an account and a size have in the file, with changes, or the changes alone."""
    if known is None:
        return chosen.resources()
    return resources_for(known, account=account, size=size, changes=chosen)


def _planned(batch: "BatchClient", environment: JsonObject, change: Change) -> list[Call]:
    """Return the calls that would be made."""
    match change:
        case Nothing():
            complain(_unchanged(environment))
            return []
        case InPlace():
            return [change.call]
        case Replace():
            complain(_why(environment, change))
            return list(replacement_of(batch, environment, change).calls)


def _carry_out(
    batch: "BatchClient", environment: JsonObject, change: Change, patience: Patience
) -> tuple[str, str]:
    """Make the change; return the name of the environment that serves now, and what to say."""
    name = name_of(environment)
    match change:
        case Nothing():
            return name, _unchanged(environment)
        case InPlace():
            settle(batch, [change.call], patience)
            return name, f"{name} is changed."
        case Replace():
            complain(_why(environment, change))
            planned = replacement_of(batch, environment, change)
            replace_environment(batch, planned, patience)
            return planned.new, f"{planned.new} has taken the place of {planned.old}."


def _unchanged(environment: JsonObject) -> str:
    return f"{name_of(environment)} is so already."


def _why(environment: JsonObject, change: Replace) -> str:
    return f"{name_of(environment)} has to be replaced: {', '.join(change.reasons)}."


def _profile(known: Context | None, account: str) -> str:
    return known.account(account).profile if known else ""
