"""Whether a compute environment can be changed as it is, or has to be replaced: a pure plan."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from batch_relay.compute.differences import Difference, differences
from batch_relay.compute.environments import name_of, resources_of
from batch_relay.compute.plans import Call
from batch_relay.domain.json_types import Json, JsonObject

# What AWS Batch changes while jobs go on, and what it changes by replacing instances:
# https://docs.aws.amazon.com/batch/latest/userguide/updating-compute-environments.html
SCALING: Final = {"minvCpus", "maxvCpus"}
INFRASTRUCTURE: Final = {
    "allocationStrategy", "bidPercentage", "ec2Configuration", "ec2KeyPair", "imageId",
    "instanceRole", "instanceTypes", "launchTemplate", "placementGroup", "securityGroupIds",
    "subnets", "tags", "type",
}  # fmt: skip
ON_FARGATE: Final = {"subnets", "securityGroupIds"}
# Lists whose order means nothing; AWS may tell them in another.
_SETS: Final = {"subnets", "securityGroupIds", "instanceTypes"}
UPDATABLE: Final = {
    "BEST_FIT_PROGRESSIVE",
    "SPOT_CAPACITY_OPTIMIZED",
    "SPOT_PRICE_CAPACITY_OPTIMIZED",
}
# Jobs that run for longer than this after an update of the infrastructure are ended by AWS.
LONGEST_JOB_MINUTES: Final = 360
SERVICE_LINKED: Final = "AWSServiceRoleForBatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """It is so already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlace:
    """AWS Batch changes it; with `new_instances`, instances are replaced under its jobs."""

    call: Call
    new_instances: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """AWS Batch can't change it; another one has to take its place, for these reasons."""

    resources: JsonObject
    reasons: tuple[str, ...]


Change: TypeAlias = Nothing | InPlace | Replace


def plan_change(
    environment: JsonObject,
    wanted: JsonObject,
    *,
    state: str = "",
    minutes: int,
    replace: bool = False,
) -> Change:
    """Return how to give an environment a state and the resources `wanted`; others stay.

    Jobs are given so many `minutes` where their instances are replaced; with `replace`,
    another environment comes instead, and they have all the time they need.
    """
    found = _differences(resources_of(environment), wanted)
    keys = {each.path for each in found}
    reasons = _reasons(environment, keys)
    if reasons or (replace and found):
        told = reasons or ["it was asked for"]
        return Replace(resources={**_kept(environment), **wanted}, reasons=tuple(told))
    other_state = bool(state) and state != environment["state"]
    if not found and not other_state:
        return Nothing()
    policy: JsonObject = {"terminateJobsOnUpdate": False, "jobExecutionTimeoutMinutes": minutes}
    new_instances = bool(keys - SCALING)
    request: JsonObject = {
        "computeEnvironment": name_of(environment),
        **({"state": state} if other_state else {}),
        **({"computeResources": {each.path: each.after for each in found}} if found else {}),
        **({"updatePolicy": policy} if new_instances else {}),
    }
    call = Call(operation="UpdateComputeEnvironment", request=request)
    return InPlace(call=call, new_instances=new_instances)


def _differences(resources: JsonObject, wanted: JsonObject) -> list[Difference]:
    """Return the keys of `wanted` that differ; how many vCPUs are used just now is AWS's."""
    return [
        Difference(path=key, before=resources.get(key), after=value)
        for key, value in wanted.items()
        if key != "desiredvCpus"
        and list(differences(_ordered(key, resources.get(key)), _ordered(key, value)))
    ]


def _ordered(key: str, value: Json) -> Json:
    return sorted(value, key=str) if key in _SETS and isinstance(value, list) else value


def _reasons(environment: JsonObject, keys: set[str]) -> list[str]:
    resources = resources_of(environment)
    if not keys - SCALING:
        return []
    if str(resources.get("type")).startswith("FARGATE"):
        others = sorted(keys - SCALING - ON_FARGATE)
        return [f"{key} can't be changed on Fargate" for key in others]
    found = [f"{key} can't be changed" for key in sorted(keys - SCALING - INFRASTRUCTURE)]
    strategy = str(resources.get("allocationStrategy") or "BEST_FIT")
    if strategy not in UPDATABLE:
        found.append(f"its allocation strategy is {strategy}")
    if SERVICE_LINKED not in str(environment.get("serviceRole", "")):
        found.append(f"its service role is not {SERVICE_LINKED}")
    return found


def _kept(environment: JsonObject) -> dict[str, Json]:
    resources = resources_of(environment)
    return {key: value for key, value in resources.items() if key != "desiredvCpus" and value}
