"""`batch-relay compute update`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from batch_relay.cli import compute_options as options
from batch_relay.cli.caller import services_of
from batch_relay.cli.output import complain, print_data, say
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
from batch_relay.compute.environment_requests import resources_for
from batch_relay.compute.environments import name_of
from batch_relay.compute.plans import printable
from batch_relay.domain.json_types import JsonObject

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
) -> None:
    """Change a compute environment in place, or replace it where AWS can't.

    Run again, it goes on where it broke off.
    """
    chosen = options.changes(
        tags=tags, instance_types=instance_types, image=image, kind=kind,
        most=most, least=least, state=state,
    )  # fmt: skip
    known = options.read_file(file) if size or account else None
    wanted = (
        resources_for(known, account=account, size=size, changes=chosen)
        if known
        else chosen.resources()
    )
    batch = services_of(context, profile or _profile(known, account)).batch()
    environment = newest_of(batch, name)
    change = plan_change(environment, wanted, state=chosen.state, minutes=minutes, replace=replace)
    _carry_out(batch, environment, change, options.patience(seconds, jobs), dry_run=dry_run)


def _carry_out(
    batch: "BatchClient",
    environment: JsonObject,
    change: Change,
    patience: Patience,
    *,
    dry_run: bool,
) -> None:
    name = name_of(environment)
    match change:
        case Nothing():
            say(f"{name} is so already.")
        case InPlace() if dry_run:
            print_data(printable([change.call]))
        case InPlace():
            settle(batch, [change.call], patience)
            say(f"{name} is changed.")
        case Replace():
            _replace(batch, environment, change, patience, dry_run=dry_run)


def _replace(
    batch: "BatchClient",
    environment: JsonObject,
    change: Replace,
    patience: Patience,
    *,
    dry_run: bool,
) -> None:
    complain(f"{name_of(environment)} has to be replaced: {', '.join(change.reasons)}.")
    planned = replacement_of(batch, environment, change)
    if dry_run:
        print_data(printable(planned.calls))
        return
    replace_environment(batch, planned, patience)
    say(f"{planned.new} has taken the place of {planned.old}.")


def _profile(known: Context | None, account: str) -> str:
    return known.account(account).profile if known else ""
