"""The `containerOverrides` of a job, in today's form."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from batch_relay.domain.json_types import Json, JsonObject

# AWS Batch has replaced these two keys by entries of resourceRequirements.
LEGACY_RESOURCES: Final = {"vcpus": "VCPU", "memory": "MEMORY"}


def with_resource_requirements(overrides: JsonObject) -> JsonObject:
    """Return the overrides with `vcpus` and `memory` as resource requirements.

    A requirement that is there already is kept, and the older key left out.
    Everything else is passed through.
    """
    kept = {key: value for key, value in overrides.items() if key not in LEGACY_RESOURCES}
    given = requirements_of(overrides)
    types = {requirement["type"] for requirement in given}
    added: list[Json] = [
        {"type": kind, "value": str(overrides[key])}
        for key, kind in LEGACY_RESOURCES.items()
        if key in overrides and kind not in types
    ]
    return {**kept, "resourceRequirements": [*given, *added]} if added else kept


def requirements_of(overrides: JsonObject) -> Sequence[Mapping[str, str]]:
    """Return the resource requirements, each with a `type` and a `value`."""
    return cast("Sequence[Mapping[str, str]]", overrides.get("resourceRequirements", ()))
