"""How the local Batch runs jobs."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import gettempdir

from batch_relay.local.batch.jobs.resources import Resources

MEMORY_SHARE = 0.8
MIB = 1024 * 1024


class Executor(StrEnum):
    """What a job's container becomes on this machine."""

    PROCESS = "process"
    DOCKER = "docker"


def host_resources() -> Resources:
    """Measure this machine: every processor, and the share of memory that jobs may fill."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Resources(vcpus=os.cpu_count() or 1, memory=int(memory * MEMORY_SHARE / MIB))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of whoever starts the service.

    `environment` is all that a job sees of this machine's environment; it needs at least PATH.
    `grace` is the time in seconds between SIGTERM and SIGKILL; AWS gives 30.
    `minimum_timeout` is AWS's 60 seconds; only a test has a reason to lower it.
    `event_source` is AWS's; another one is for a bus that refuses `aws.*`.
    """

    host: Resources = field(default_factory=host_resources)
    environment: Mapping[str, str] = field(default_factory=lambda: {"PATH": os.defpath})
    executor: Executor = Executor.PROCESS
    scratch: Path = field(default_factory=lambda: Path(gettempdir()))
    grace: float = 30.0
    minimum_timeout: int = 60
    event_source: str = "aws.batch"
