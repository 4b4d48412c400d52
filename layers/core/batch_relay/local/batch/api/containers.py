"""What a job's container is: its definition's properties, with the job's own overrides."""

from collections.abc import Mapping
from typing import Any

from batch_relay.local.batch.api.rules import require
from batch_relay.local.batch.documents import Document, pick

RESERVED = "AWS_BATCH"
LEGACY = {"VCPU": "vcpus", "MEMORY": "memory"}
# What JobDetail shows of ContainerProperties: all of it.
OVERRIDABLE = ("command", "vcpus", "memory", "instanceType")


def check_container(container: Document) -> None:
    """Refuse a container without an image, or without exactly one statement of vCPUs and memory."""
    require(container.get("image"), "Container properties must name an image.")
    check_environment(container)
    asked = [item["type"] for item in container.get("resourceRequirements", [])]
    require(len(asked) == len(set(asked)), "resourceRequirements names a type twice.")
    for kind, legacy in LEGACY.items():
        require(kind in asked or legacy in container, f"Container properties must state {kind}.")
        both = kind in asked and legacy in container
        require(not both, f"{kind} is stated twice, in {legacy} and in resourceRequirements.")
    check_amounts(container)


def check_environment(container: Document) -> None:
    """Refuse variables that begin with AWS's own prefix."""
    for variable in container.get("environment", []):
        name = variable.get("name", "")
        require(name, "An environment variable has no name.")
        require(not name.startswith(RESERVED), f"{name}: {RESERVED} is a reserved prefix.")


def check_amounts(container: Document) -> None:
    """Refuse amounts that are no positive numbers."""
    for kind, value in _amounts(container).items():
        number = str(value).replace(".", "", 1) if kind == "VCPU" else str(value)
        require(number.isdecimal() and float(value) > 0, f"{kind} of {value!r} is not legal.")


def override(container: Document, overrides: Document) -> Document:
    """Apply a job's overrides: variables and requirements one by one, the rest whole."""
    return {
        **container,
        **pick(overrides, OVERRIDABLE),
        "environment": _merge(container, overrides, "environment", "name"),
        "resourceRequirements": _merge(container, overrides, "resourceRequirements", "type"),
    }


def variables(container: Document) -> dict[str, str]:
    """Read the environment of a container."""
    return {item["name"]: item.get("value", "") for item in container.get("environment", [])}


def _merge(
    container: Mapping[str, Any], overrides: Mapping[str, Any], member: str, key: str
) -> list[Document]:
    items = [*container.get(member, []), *overrides.get(member, [])]
    return list({item[key]: item for item in items}.values())


def _amounts(container: Document) -> dict[str, Any]:
    legacy = {kind: container[name] for kind, name in LEGACY.items() if name in container}
    stated = {item["type"]: item["value"] for item in container.get("resourceRequirements", [])}
    return legacy | stated
