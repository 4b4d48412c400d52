"""How much of a machine a job takes, or a machine has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Processors (Fargate allows fractions), memory in MiB, and GPUs."""

    vcpus: float = 0
    memory: int = 0
    gpus: int = 0

    def __add__(self, other: "Resources") -> "Resources":
        return Resources(
            vcpus=self.vcpus + other.vcpus,
            memory=self.memory + other.memory,
            gpus=self.gpus + other.gpus,
        )

    def fits(self, room: "Resources") -> bool:
        """Whether all of this finds a place there."""
        return self.vcpus <= room.vcpus and self.memory <= room.memory and self.gpus <= room.gpus


def demand(container: Mapping[str, Any]) -> Resources:
    """Read what a container asks for, in the present spelling or in the legacy one."""
    asked = {item["type"]: item["value"] for item in container.get("resourceRequirements", [])}
    return Resources(
        vcpus=float(asked.get("VCPU", container.get("vcpus", 0))),
        memory=int(asked.get("MEMORY", container.get("memory", 0))),
        gpus=int(asked.get("GPU", 0)),
    )
