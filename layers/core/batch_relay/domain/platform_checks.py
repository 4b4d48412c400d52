"""Check what the platform of an analysis asks of its overrides."""

from collections.abc import Mapping
from typing import cast

from batch_relay.domain.json_checks import Place
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.overrides import requirements_of, with_resource_requirements
from batch_relay.domain.platforms import Platform, fargate_size
from batch_relay.domain.problems import ProblemKind


def check_platform(place: Place, analysis: Mapping[str, Json]) -> None:
    """Check overrides, which were found right, against the platform, if it is not EC2."""
    platform = cast("JsonObject", analysis.get("batch_relay", {})).get("platform", Platform.EC2)
    overrides = cast("JsonObject", analysis.get("containerOverrides", {}))
    inside = place.child("containerOverrides")
    if platform != Platform.EC2 and "instanceType" in overrides:
        message = f"Jobs on {platform} choose no instance type; remove this."
        inside.child("instanceType").add(ProblemKind.INVALID_VALUE, message)
    if platform == Platform.FARGATE:
        _check_fargate(inside, overrides)


def _check_fargate(place: Place, overrides: JsonObject) -> None:
    asked = {
        one["type"]: one["value"] for one in requirements_of(with_resource_requirements(overrides))
    }
    if "GPU" in asked:
        place.add(ProblemKind.INVALID_VALUE, "Fargate has no GPUs; remove this.")
    try:
        wanted = float(asked["VCPU"]), int(asked["MEMORY"])
    except (KeyError, ValueError):
        message = "Jobs on Fargate need numbers of both VCPU and MEMORY; add them here."
        place.add(ProblemKind.MISSING_KEY, message)
        return
    vcpus, memory = fargate_size(*wanted)
    if (vcpus, memory) != wanted:
        message = (
            f"Fargate has no {wanted[0]:g} vCPUs with {wanted[1]} MiB; "
            f"write {vcpus:g} with {memory}."
        )
        place.add(ProblemKind.INVALID_VALUE, message)
