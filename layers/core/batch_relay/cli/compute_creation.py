"""`batch-relay compute create`."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from batch_relay.cli import compute_options as options
from batch_relay.cli.caller import services_of
from batch_relay.cli.output import AsJson, explaining, print_data, say
from batch_relay.cli.progress import working
from batch_relay.compute.environment_changes import Nothing, plan_change
from batch_relay.compute.environment_requests import creation
from batch_relay.compute.environments import await_valid, find_environment, look_for, resources_of
from batch_relay.compute.plans import Call, carry_out
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.json_types import JsonObject

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

_TOLD = ("type", "allocationStrategy", "minvCpus", "maxvCpus", "instanceTypes", "imageId", "tags")


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.", show_default=False)] = "",
    *,
    named: options.Named = "",
    file: options.File = Path("cecontext.json"),
    account: options.Account = "",
    size: options.Size = "small",
    tags: options.Tags = None,
    instance_types: options.InstanceTypes = "",
    image: options.Image = "",
    kind: options.Kind = "",
    state: options.State = "",
    profile: options.Profile = "",
    seconds: options.Seconds = 600,
    wait: options.Wait = True,
    dry_run: options.DryRun = False,
    _as_ever: options.AsEver = False,
    as_json: AsJson = False,
) -> None:
    """Make a compute environment of an account and a size of the context file.

    One that is there already, and the same, is left alone.
    """
    known = options.read_file(file)
    chosen = options.changes(
        tags=tags, instance_types=instance_types, image=image, kind=kind, state=state
    )
    with explaining(str(file)):
        call = creation(_one(name, named), known, account=account, size=size, changes=chosen)
    if dry_run:
        print_data(call.request)
        return
    batch = services_of(context, profile or known.account(account).profile).batch()
    made = _make(batch, call, seconds=seconds if wait else None)
    _tell(made, as_json=as_json)


def _make(batch: "BatchClient", call: Call, *, seconds: int | None) -> JsonObject:
    name = str(call.request["computeEnvironmentName"])
    there = look_for(batch, name)
    if there is None:
        carry_out(batch, [call])
    else:
        _expect_same(there, call)
    if seconds is None:
        return find_environment(batch, name)
    with working(f"Waiting until {name} is VALID"):
        return await_valid(batch, name, patience=seconds, sleep=time.sleep)


def _expect_same(environment: JsonObject, call: Call) -> None:
    wanted = cast("JsonObject", call.request["computeResources"])
    change = plan_change(environment, wanted, minutes=1)
    if not isinstance(change, Nothing):
        name = call.request["computeEnvironmentName"]
        msg = f"{name} is there and differs; `batch-relay compute update {name}` changes it."
        raise ConflictError(msg)


def _tell(environment: JsonObject, *, as_json: bool) -> None:
    if as_json:
        print_data(environment)
        return
    resources = resources_of(environment)
    told = (
        "type",
        "allocationStrategy",
        "minvCpus",
        "maxvCpus",
        "instanceTypes",
        "imageId",
        "tags",
    )
    for key in told:
        if resources.get(key):
            say(f"  {key}: {resources[key]}")
    say(f"{environment['computeEnvironmentArn']} is {environment['status']}.")


def _one(name: str, named: str) -> str:
    if bool(name) == bool(named):
        msg = "name the environment once, as an argument or with --name"
        raise typer.BadParameter(msg)
    return name or named
