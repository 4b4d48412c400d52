"""A job's container as Amazon EKS takes and tells it, in place of Amazon ECS."""

from collections.abc import Mapping
from typing import Any

_NAMES = {"VCPU": "cpu", "MEMORY": "memory", "GPU": "nvidia.com/gpu"}
_UNIT = "Mi"


def pod_override(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `eksPropertiesOverride` that says what `containerOverrides` do.

    A container's command is Docker's, which Kubernetes calls its arguments.
    """
    asked = overrides.get("resourceRequirements", ())
    amounts = {_NAMES[one["type"]]: _with_unit(one["type"], one["value"]) for one in asked}
    container: dict[str, Any] = {"env": list(overrides.get("environment", ()))}
    if "command" in overrides:
        container["args"] = list(overrides["command"])
    if amounts:
        container["resources"] = {"limits": amounts, "requests": amounts}
    return {"podProperties": {"containers": [container]}}


def pod_container(job: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first container of a job's pod, as that of a job on ECS; empty without one."""
    pod = (job.get("eksProperties") or {}).get("podProperties") or {}
    container = _first(pod)
    limits = (container.get("resources") or {}).get("limits") or {}
    told = [
        {"type": kind, "value": str(limits[name]).removesuffix(_UNIT)}
        for kind, name in _NAMES.items()
        if name in limits
    ]
    return {**container, "resourceRequirements": told} if container else {}


def pod_attempt(job: Mapping[str, Any]) -> dict[str, Any]:
    """Return the last attempt of a job's pod, as that of a job on ECS; empty without one."""
    tried = (job.get("eksAttempts") or [{}])[-1]
    return {**tried, "container": _first(tried)} if tried else {}


def _first(holder: Mapping[str, Any]) -> dict[str, Any]:
    return dict((holder.get("containers") or [{}])[0])


def _with_unit(kind: str, value: str) -> str:
    return f"{value}{_UNIT}" if kind == "MEMORY" else value
