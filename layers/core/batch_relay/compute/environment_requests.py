"""What a compute environment is asked to be: a context file's account and size, and changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from batch_relay.compute.context_file import Context
from batch_relay.compute.plans import Call
from batch_relay.domain.errors import InvalidError
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.problems import Problem, ProblemKind

# BEST_FIT, AWS's own default, can't be changed later and keeps spot jobs waiting for one type.
STRATEGIES: Final = {"EC2": "BEST_FIT_PROGRESSIVE", "SPOT": "SPOT_PRICE_CAPACITY_OPTIMIZED"}
_ONLY_SPOT: Final = ("bidPercentage", "spotIamFleetRole")
_NEEDED: Final = ("type", "maxvCpus", "subnets", "securityGroupIds")
_NEEDED_ON_EC2: Final = ("instanceTypes", "instanceRole")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What the command line says otherwise than the context file; empty says nothing."""

    tags: Mapping[str, str] | None = None
    instance_types: tuple[str, ...] = ()
    image: str = ""
    kind: str = ""
    most_vcpus: int | None = None
    least_vcpus: int | None = None
    state: str = ""

    def resources(self) -> dict[str, Json]:
        """Return the computeResources that they concern."""
        said: dict[str, Json] = {
            "type": self.kind or None,
            "instanceTypes": list(self.instance_types) or None,
            "imageId": self.image or None,
            "tags": None if self.tags is None else dict(self.tags),
            "maxvCpus": self.most_vcpus,
            "minvCpus": self.least_vcpus,
        }
        return {key: value for key, value in said.items() if value is not None}


def creation(name: str, context: Context, *, account: str, size: str, changes: Changes) -> Call:
    """Return the request for a new environment; InvalidError names what is missing of it."""
    chosen = context.account(account)
    resources = resources_for(context, account=account, size=size, changes=changes)
    _expect_complete(resources, chosen.name, size)
    role: JsonObject = {"serviceRole": chosen.service_role} if chosen.service_role else {}
    fargate = str(resources["type"]).startswith("FARGATE")
    tags: JsonObject = {"tags": resources["tags"]} if fargate and "tags" in resources else {}
    request: JsonObject = {
        "computeEnvironmentName": name,
        "type": "MANAGED",
        "state": changes.state or context.state,
        "computeResources": {k: v for k, v in resources.items() if k != "tags" or not tags},
        **role,
        **tags,
    }
    return Call(operation="CreateComputeEnvironment", request=request)


def resources_for(
    context: Context, *, account: str, size: str, changes: Changes
) -> dict[str, Json]:
    """Return the computeResources of an account and a size, with changes."""
    chosen = context.account(account)
    tags: JsonObject = {"tags": chosen.tags} if chosen.tags else {}
    merged = {**chosen.resources, **tags, **context.size(size), **changes.resources()}
    kind = str(merged.setdefault("type", "EC2"))
    if kind in STRATEGIES:
        merged.setdefault("allocationStrategy", STRATEGIES[kind])
        merged.setdefault("minvCpus", 0)
    if kind != "SPOT":
        merged = {key: value for key, value in merged.items() if key not in _ONLY_SPOT}
    return merged


def _expect_complete(resources: Mapping[str, Json], account: str, size: str) -> None:
    on_ec2 = resources["type"] in STRATEGIES
    needed = (*_NEEDED, *_NEEDED_ON_EC2) if on_ec2 else _NEEDED
    where = f"accnt_ctx.{account}.resources, or of size {size},"
    problems = [
        Problem(
            kind=ProblemKind.MISSING_KEY,
            message=f"The key {key!r} is missing {where} and can't do without; add it.",
            column=f"accnt_ctx.{account}.resources.{key}",
        )
        for key in needed
        if not resources.get(key)
        and not (key == "securityGroupIds" and "launchTemplate" in resources)
    ]
    problems += _vcpus_out_of_order(resources, size)
    if problems:
        msg = "The compute environment can't be made; solve its problems first."
        raise InvalidError(msg, problems)


def _vcpus_out_of_order(resources: Mapping[str, Json], size: str) -> list[Problem]:
    least, most = resources.get("minvCpus", 0), resources.get("maxvCpus", 0)
    wanted = resources.get("desiredvCpus", least)
    numbers = [int(str(each)) for each in (least, wanted, most)]
    if not numbers[-1] or numbers == sorted(numbers):
        return []
    message = f"minvCpus, desiredvCpus and maxvCpus are {numbers}; none may be above the next one."
    return [Problem(kind=ProblemKind.INVALID_VALUE, message=message, column=size)]
