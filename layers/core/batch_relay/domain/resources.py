"""A job's queue, memory and vCPUs, changed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.overrides import requirements_of, with_resource_requirements
from batch_relay.domain.platforms import Platform, fargate_size


def with_resources(
    job: RenderedJob, *, queue: str = "", memory: int | None = None, vcpus: int | None = None
) -> RenderedJob:
    """Return the job on `queue`, with `memory` (MiB) and `vcpus`, where they are given.

    On Fargate it gets the next size up that there is.
    """
    asked = {"MEMORY": memory, "VCPU": vcpus}
    given = {kind: str(value) for kind, value in asked.items() if value is not None}
    overrides = _with(job.container_overrides, given) if given else job.container_overrides
    if given and job.platform is Platform.FARGATE:
        overrides = _on_fargate(overrides)
    return replace(job, queue=queue or job.queue, container_overrides=overrides)


def _with(overrides: JsonObject, given: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the overrides with these requirements, whichever of the two forms they used."""
    before: Any = with_resource_requirements(overrides)
    others = [one for one in before.get("resourceRequirements", ()) if one["type"] not in given]
    added = [{"type": kind, "value": value} for kind, value in given.items()]
    return {**before, "resourceRequirements": [*others, *added]}


def _on_fargate(overrides: JsonObject) -> Mapping[str, Any]:
    asked = {one["type"]: float(one["value"]) for one in requirements_of(overrides)}
    vcpus, memory = fargate_size(asked.get("VCPU", 0), int(asked.get("MEMORY", 0)))
    return _with(overrides, {"VCPU": f"{vcpus:g}", "MEMORY": str(memory)})
