"""Carry out what is planned for compute environments: change one, replace one, delete one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from batch_relay.adapters.errors import translated
from batch_relay.compute.environment_changes import Nothing, Replace, plan_change
from batch_relay.compute.environment_replacement import (
    Replacement,
    disable,
    next_name,
    order_of,
    plan_replacement,
    retire,
)
from batch_relay.compute.environments import (
    Sleep,
    await_gone,
    await_valid,
    find_environment,
    list_environments,
    look_for,
    name_of,
)
from batch_relay.compute.occupants import jobs_on
from batch_relay.compute.plans import Call, carry_out
from batch_relay.compute.queues import await_queue
from batch_relay.domain.errors import ConflictError, RefusedError, UnavailableError
from batch_relay.domain.json_types import JsonObject

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

Tell: TypeAlias = Callable[[str], None]
_EVERY = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds to wait for AWS, and for jobs to end; whom to tell meanwhile."""

    aws: float
    jobs: float
    sleep: Sleep
    tell: Tell


def newest_of(batch: "BatchClient", name: str) -> JsonObject:
    """Return the environment of that name, or the last one that took its place; NotFoundError."""
    if found := look_for(batch, name):
        return found
    numbered = {_number(name_of(each), name): each for each in list_environments(batch)}
    last = max(numbered, default=0)
    return numbered[last] if last else find_environment(batch, name)


def replacement_of(batch: "BatchClient", environment: JsonObject, replace: Replace) -> Replacement:
    """Return the plan to replace an environment; ConflictError if the new name is taken."""
    successor = look_for(batch, next_name(name_of(environment)))
    if successor and not _is_as(successor, replace):
        msg = (
            f"{name_of(environment)} has to be replaced, and {name_of(successor)} is there "
            "already and differs; update or delete that one."
        )
        raise ConflictError(msg)
    return plan_replacement(environment, successor, replace, _queues(batch))


def replace_environment(batch: "BatchClient", replacement: Replacement, patience: Patience) -> None:
    """Put another environment in the place of one; run again, it goes on where it broke off."""
    settle(batch, replacement.make, patience)
    await_valid(batch, replacement.new, patience=patience.aws, sleep=patience.sleep)
    settle(batch, replacement.move, patience)
    patience.tell(f"{replacement.new} takes the jobs from now on; {replacement.old} takes no more.")
    _await_empty(batch, replacement.old, patience)
    settle(batch, replacement.retire, patience)


def delete_environment(batch: "BatchClient", name: str, patience: Patience) -> None:
    """Delete an environment once no job is on it; RefusedError if a queue has no other."""
    find_environment(batch, name)
    queues = [queue for queue in _queues(batch) if name in order_of(queue)]
    for queue in queues:
        if len(order_of(queue)) == 1:
            msg = (
                f"Queue {queue['jobQueueName']} has no other compute environment than {name}; "
                "give it one, or delete the queue."
            )
            raise RefusedError(msg)
    settle(batch, [disable(name)], patience)
    _await_empty(batch, name, patience)
    settle(batch, retire(name, queues), patience)


def settle(batch: "BatchClient", calls: Sequence[Call], patience: Patience) -> None:
    """Make the calls; wait after each until what it concerns can be changed again."""
    for call in calls:
        carry_out(batch, [call])
        _settle(batch, call, patience)


def _settle(batch: "BatchClient", call: Call, patience: Patience) -> None:
    waits = {"patience": patience.aws, "sleep": patience.sleep}
    environment = str(call.request.get("computeEnvironment", ""))
    if call.operation == "DeleteComputeEnvironment":
        await_gone(batch, environment, **cast("Any", waits))
    elif call.operation == "UpdateComputeEnvironment":
        await_valid(batch, environment, **cast("Any", waits))
    elif call.operation == "UpdateJobQueue":
        await_queue(batch, str(call.request["jobQueue"]), **cast("Any", waits))


def _await_empty(batch: "BatchClient", name: str, patience: Patience) -> None:
    environment = find_environment(batch, name)
    told = -1
    for _ in range(int(patience.jobs / _EVERY) + 1):
        left = jobs_on(batch, environment)
        if not left:
            return
        if len(left) != told:
            patience.tell(f"{len(left)} jobs still run on {name}.")
        told = len(left)
        patience.sleep(_EVERY)
    msg = f"{told} jobs still run on {name}, which takes no more; run this again when they ended."
    raise UnavailableError(msg)


def _queues(batch: "BatchClient") -> list[JsonObject]:
    with translated():
        pages = batch.get_paginator("describe_job_queues").paginate()
        return [cast("JsonObject", one) for page in pages for one in page["jobQueues"]]


def _is_as(environment: JsonObject, replace: Replace) -> bool:
    return isinstance(plan_change(environment, replace.resources, minutes=1), Nothing)


def _number(candidate: str, name: str) -> int:
    number = candidate.removeprefix(f"{name}-")
    return int(number) if number != candidate and number.isdecimal() else 0
