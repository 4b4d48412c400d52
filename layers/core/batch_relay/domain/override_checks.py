"""Check the `containerOverrides` of an analysis, which are passed on to SubmitJob."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Final

from batch_relay.domain.arrays import LONGEST_INDICES
from batch_relay.domain.json_checks import (
    Check,
    NumberBetween,
    OneOf,
    Place,
    check_items,
    check_object,
    check_text,
)
from batch_relay.domain.json_types import Json
from batch_relay.domain.overrides import LEGACY_RESOURCES, with_resource_requirements
from batch_relay.domain.problems import ProblemKind
from batch_relay.domain.wording import quote

# AWS Batch refuses overrides longer than 8,192 characters of JSON. Some are needed for
# what is added when a job is submitted: its identity and a larger memory.
LONGEST_OVERRIDES: Final = 8_192
ROOM_IN_OVERRIDES: Final = 1_024
RESERVED_PREFIXES: Final = ("AWS_BATCH", "BATCH_RELAY_")


def check_overrides(place: Place, value: Json) -> None:
    """Check the keys that are known; others are passed on, with a warning."""
    if not isinstance(value, Mapping):
        place.expect("an object", value)
        return
    before = len(place.problems)
    for key, inner in value.items():
        check = OVERRIDES.get(key, _warn_unknown)
        check(place.child(key), inner)
    _check_twice(place, value)
    if len(place.problems) == before:
        _check_length(place, with_resource_requirements(value))


def _warn_unknown(place: Place, _: Json) -> None:
    message = "No such key is known; it is passed on, and AWS Batch may refuse it."
    place.warn(ProblemKind.UNKNOWN_KEY, message)


def _check_twice(place: Place, overrides: Mapping[str, Json]) -> None:
    for key, kind in LEGACY_RESOURCES.items():
        if key in overrides and kind in _required(overrides):
            message = f"{kind} in resourceRequirements is used, and this left out; remove one."
            place.child(key).warn(ProblemKind.IGNORED_KEY, message)


def _required(overrides: Mapping[str, Json]) -> set[Json]:
    given = overrides.get("resourceRequirements")
    items = given if isinstance(given, list) else []
    return {item.get("type") for item in items if isinstance(item, Mapping)}


def check_room_for_indices(place: Place, overrides: Mapping[str, Json]) -> None:
    """Check that overrides without problems leave room for the indices of an array."""
    kept = ROOM_IN_OVERRIDES + LONGEST_INDICES
    _check_length(place, with_resource_requirements(overrides), kept=kept)


def _check_length(
    place: Place, overrides: Mapping[str, Json], *, kept: int = ROOM_IN_OVERRIDES
) -> None:
    length, most = len(json.dumps(overrides)), LONGEST_OVERRIDES - kept
    if length > most:
        message = (
            f"The overrides have {length} characters as JSON; shorten them to {most} "
            f"(AWS Batch takes {LONGEST_OVERRIDES}, "
            f"of which {kept} are kept for the job's identity)."
        )
        place.add(ProblemKind.OVERRIDES_TOO_LARGE, message)


def _check_variable_name(place: Place, value: Json) -> None:
    check_text(place, value)
    if isinstance(value, str) and value.startswith(RESERVED_PREFIXES):
        message = f"{quote(value)} starts with a prefix that is taken; rename the variable."
        place.add(ProblemKind.INVALID_VALUE, message)


_VARIABLE: Final[Mapping[str, Check]] = {"name": _check_variable_name, "value": check_text}
_REQUIREMENT: Final[Mapping[str, Check]] = {
    "type": OneOf("VCPU", "MEMORY", "GPU"),
    "value": check_text,
}


_check_variable: Final = partial(check_object, keys=_VARIABLE, required=("name", "value"))
_check_requirement: Final = partial(check_object, keys=_REQUIREMENT, required=("type", "value"))
OVERRIDES: Final[Mapping[str, Check]] = {
    "vcpus": NumberBetween(1, 10_000),
    "memory": NumberBetween(4, 100_000_000, unit="(MiB)"),
    "command": partial(check_items, check=check_text),
    "instanceType": check_text,
    "environment": partial(check_items, check=_check_variable),
    "resourceRequirements": partial(check_items, check=_check_requirement),
}
