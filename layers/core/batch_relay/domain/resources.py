"""A job's queue, memory and vCPUs, changed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.overrides import with_resource_requirements


def with_resources(
    job: RenderedJob, *, queue: str = "", memory: int | None = None, vcpus: int | None = None
) -> RenderedJob:
    """Return the job on `queue`, with `memory` (MiB) and `vcpus`, where they are given."""
    asked = {"MEMORY": memory, "VCPU": vcpus}
    given = {kind: str(value) for kind, value in asked.items() if value is not None}
    overrides = _with(job, given) if given else job.container_overrides
    return replace(job, queue=queue or job.queue, container_overrides=overrides)


def _with(job: RenderedJob, given: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the overrides with these requirements, whichever of the two forms they used."""
    before: Any = with_resource_requirements(job.container_overrides)
    others = [one for one in before.get("resourceRequirements", ()) if one["type"] not in given]
    added = [{"type": kind, "value": value} for kind, value in given.items()]
    return {**before, "resourceRequirements": [*others, *added]}
