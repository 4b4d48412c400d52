"""How another compute environment takes the place of one, without losing a job: a pure plan."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from batch_relay.compute.environment_changes import SERVICE_LINKED, Replace
from batch_relay.compute.environments import name_of
from batch_relay.compute.plans import Call
from batch_relay.domain.json_types import Json, JsonObject

_MOST_IN_QUEUE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The calls that put another environment in the place of one.

    First it is made; when it is VALID, it goes in front of the old one in each queue, and
    the old one takes no more jobs; when those on it have ended, the old one goes.
    """

    old: str
    new: str
    make: tuple[Call, ...]
    move: tuple[Call, ...]
    retire: tuple[Call, ...]

    @property
    def calls(self) -> tuple[Call, ...]:
        """All of them, in order."""
        return (*self.make, *self.move, *self.retire)


def plan_replacement(
    environment: JsonObject,
    successor: JsonObject | None,
    replace: Replace,
    queues: Sequence[JsonObject],
) -> Replacement:
    """Return the calls that are still to be made: what an earlier, broken-off one did is left out.

    `successor` is the environment that has the name already, if there is one; `queues` are
    all job queues.
    """
    old, new = name_of(environment), next_name(name_of(environment))
    using = [queue for queue in queues if old in order_of(queue)]
    return Replacement(
        old=old,
        new=new,
        make=() if successor else (_creation(environment, new, replace),),
        move=(*_moves(using, old, new), disable(old)),
        retire=retire(old, [_with_order(q, _behind(order_of(q), old, new)) for q in using]),
    )


def next_name(name: str) -> str:
    """Return the name of an environment's successor: lab, lab-2, lab-3."""
    found = re.fullmatch(r"(.+)-(\d+)", name)
    return f"{found[1]}-{int(found[2]) + 1}" if found else f"{name}-2"


def order_of(queue: JsonObject) -> list[str]:
    """Return the names of a queue's environments, in order."""
    entries = cast("Sequence[Mapping[str, object]]", queue["computeEnvironmentOrder"])
    order = sorted(entries, key=lambda one: int(str(one["order"])))
    return [str(one["computeEnvironment"]).rpartition("/")[2] for one in order]


def disable(name: str) -> Call:
    """Return what keeps new jobs from an environment; those on it go on."""
    request: JsonObject = {"computeEnvironment": name, "state": "DISABLED"}
    return Call(operation="UpdateComputeEnvironment", request=request)


def retire(name: str, queues: Sequence[JsonObject]) -> tuple[Call, ...]:
    """Return what takes an environment out of the queues that have it, and deletes it."""
    moves = [
        _order_call(queue, [each for each in order_of(queue) if each != name])
        for queue in queues
        if name in order_of(queue)
    ]
    return (
        *moves,
        Call(operation="DeleteComputeEnvironment", request={"computeEnvironment": name}),
    )


def _creation(environment: JsonObject, name: str, replace: Replace) -> Call:
    role = str(environment.get("serviceRole", ""))
    own_role = {} if SERVICE_LINKED in role or not role else {"serviceRole": role}
    request: JsonObject = {
        "computeEnvironmentName": name,
        "type": "MANAGED",
        "state": "ENABLED",
        "computeResources": replace.resources,
        "tags": environment.get("tags") or {},
        **own_role,
    }
    return Call(operation="CreateComputeEnvironment", request=request)


def _moves(queues: Sequence[JsonObject], old: str, new: str) -> list[Call]:
    return [
        _order_call(queue, after)
        for queue in queues
        if (after := _behind(order_of(queue), old, new)) != order_of(queue)
    ]


def _behind(order: Sequence[str], old: str, new: str) -> list[str]:
    """Return the order with `new` before `old`, which leaves a queue that is full."""
    if new in order:
        return list(order)
    full = len(order) == _MOST_IN_QUEUE
    pair = [new] if full else [new, old]
    return [name for each in order for name in (pair if each == old else [each])]


def _with_order(queue: JsonObject, names: Sequence[str]) -> JsonObject:
    return {**queue, "computeEnvironmentOrder": _entries(names)}


def _order_call(queue: JsonObject, names: Sequence[str]) -> Call:
    request: JsonObject = {
        "jobQueue": queue["jobQueueName"],
        "computeEnvironmentOrder": _entries(names),
    }
    return Call(operation="UpdateJobQueue", request=request)


def _entries(names: Sequence[str]) -> Json:
    return [{"order": place, "computeEnvironment": each} for place, each in enumerate(names, 1)]
