"""What jobs run on, and the sizes that Fargate offers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Platform(StrEnum):
    """What the compute environments of a queue are; it decides which overrides a job takes."""

    EC2 = "EC2"
    FARGATE = "FARGATE"
    EKS = "EKS"


# MiB by vCPUs: https://docs.aws.amazon.com/batch/latest/userguide/fargate.html
FARGATE_SIZES: Final[Mapping[float, tuple[int, ...]]] = {
    0.25: (512, 1024, 2048),
    0.5: tuple(range(1024, 4096 + 1, 1024)),
    1: tuple(range(2048, 8192 + 1, 1024)),
    2: tuple(range(4096, 16384 + 1, 1024)),
    4: tuple(range(8192, 30720 + 1, 1024)),
    8: tuple(range(16384, 61440 + 1, 4096)),
    16: tuple(range(32768, 122880 + 1, 8192)),
}


def fargate_size(vcpus: float, memory: int) -> tuple[float, int]:
    """Return the least size with as much of both, or the largest there is."""
    for offered, sizes in FARGATE_SIZES.items():
        for size in sizes:
            if offered >= vcpus and size >= memory:
                return offered, size
    most = max(FARGATE_SIZES)
    return most, FARGATE_SIZES[most][-1]
