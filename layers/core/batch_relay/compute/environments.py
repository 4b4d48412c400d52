"""Compute environments as AWS Batch describes them; waiting for one; what is wrong with one."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import NotFoundError, RefusedError, UnavailableError
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.wording import suggest

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

Sleep: TypeAlias = Callable[[float], None]

# What is made, changed or deleted by AWS just now; queues have the same statuses.
CHANGING: Final = {"CREATING", "UPDATING", "DELETING"}
# What AWS says of an INVALID environment, and what to do about it; the first that fits counts.
_ADVICE: Final = {
    r"assume|service role|trust": "let batch.amazonaws.com assume the service role, or leave out "
    "serviceRole for the service-linked one",
    r"instance ?profile": "name an instance profile, not a role, in instanceRole",
    r"spot ?fleet|spotIamFleetRole": "check spotIamFleetRole, or leave it out",
    r"subnet": "check the subnets: all must be there, in one VPC",
    r"security ?group|sg-": "check securityGroupIds: they must belong to the subnets' VPC",
    r"launch ?template": "check that the launch template and its version are there",
    r"\bami\b|image": "check that the AMI is there, shared with this account, and of the instance "
    "types' architecture",
    r"instance ?type": "check that the region has these instance types",
    r"not authorized|AccessDenied|UnauthorizedOperation": "give AWS Batch's service role the "
    "missing permission",
}


def list_environments(batch: "BatchClient", *names: str) -> list[JsonObject]:
    """Return all environments, or those named that are there, by name."""
    request: Any = {"computeEnvironments": list(names)} if names else {}
    with translated():
        pages = batch.get_paginator("describe_compute_environments").paginate(**request)
        found = [cast("JsonObject", one) for page in pages for one in page["computeEnvironments"]]
    return sorted(found, key=name_of)


def look_for(batch: "BatchClient", name: str) -> JsonObject | None:
    """Return an environment by its name or ARN, None if there is none.

    AWS Batch tells of one for some time after it is deleted.
    """
    found = list_environments(batch, name)
    return next((each for each in found if each.get("status") != "DELETED"), None)


def find_environment(batch: "BatchClient", name: str) -> JsonObject:
    """Return an environment by its name or ARN; NotFoundError."""
    if found := look_for(batch, name):
        return found
    names = [name_of(each) for each in list_environments(batch)]
    msg = f"There is no compute environment {name!r}; {suggest(name, names)}"
    raise NotFoundError(msg)


def name_of(environment: JsonObject) -> str:
    """Return an environment's name."""
    return str(environment["computeEnvironmentName"])


def resources_of(environment: JsonObject) -> JsonObject:
    """Return what it may use; empty for an unmanaged one."""
    return cast("JsonObject", environment.get("computeResources") or {})


def await_valid(batch: "BatchClient", name: str, *, patience: float, sleep: Sleep) -> JsonObject:
    """Return the environment once it is VALID.

    RefusedError explains what keeps it from being so, UnavailableError that it takes too long.
    """
    for _ in looks(patience, sleep):
        found = find_environment(batch, name)
        if found.get("status") not in CHANGING:
            expect_valid(found)
            return found
    msg = f"Compute environment {name} is not ready after {patience:g} seconds; look again later."
    raise UnavailableError(msg)


def await_gone(batch: "BatchClient", name: str, *, patience: float, sleep: Sleep) -> None:
    """Return once the environment is no longer there; UnavailableError if it takes too long."""
    for _ in looks(patience, sleep):
        found = look_for(batch, name)
        if found is None:
            return
        if found.get("status") == "INVALID":
            expect_valid(found)
    msg = f"Compute environment {name} is still there after {patience:g} seconds."
    raise UnavailableError(msg)


def expect_valid(environment: JsonObject) -> None:
    """Raise a RefusedError that explains an environment that is not VALID."""
    if environment.get("status") != "VALID":
        raise RefusedError(explain(environment))


def explain(environment: JsonObject) -> str:
    """Say what is wrong with an environment, and what to do."""
    reason = str(environment.get("statusReason") or "AWS Batch gives no reason")
    told = f"Compute environment {name_of(environment)} is {environment.get('status')}: {reason}"
    advice = [
        text for pattern, text in _ADVICE.items() if re.search(pattern, reason, re.IGNORECASE)
    ]
    return f"{told}; {advice[0]}." if advice else told


def looks(patience: float, sleep: Sleep, every: float = 2) -> Iterator[None]:
    """Yield at once, then every so often, until patience ends."""
    yield
    for _ in range(int(patience / every)):
        sleep(every)
        yield
