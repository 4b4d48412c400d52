"""A job's queue and memory, changed for its next attempt."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from batch_relay.domain.rendering import RenderedJob


def with_resources(job: RenderedJob, *, queue: str, memory: int | None) -> RenderedJob:
    """Return the job on `queue` and with `memory` (MiB), where they are given."""
    overrides = job.container_overrides if memory is None else _with_memory(job, memory)
    return replace(job, queue=queue or job.queue, container_overrides=overrides)


def _with_memory(job: RenderedJob, memory: int) -> Mapping[str, Any]:
    """Return the overrides with that memory, whichever of the two forms they used."""
    kept = {name: value for name, value in job.container_overrides.items() if name != "memory"}
    asked: Any = kept.get("resourceRequirements", ())
    others = [one for one in asked if one["type"] != "MEMORY"]
    return kept | {"resourceRequirements": [*others, {"type": "MEMORY", "value": str(memory)}]}
