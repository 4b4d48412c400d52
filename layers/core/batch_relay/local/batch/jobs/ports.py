"""What the engine needs from the outside world; none of it may block, but for writing logs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.jobs.scheduling import Place
from batch_relay.local.batch.jobs.shares import FairShare

Clock: TypeAlias = Callable[[], int]


class EventKind(StrEnum):
    """What an event tells; the values are AWS's detail types."""

    STATE_CHANGE = "Batch Job State Change"
    QUEUE_BLOCKED = "Batch Job Queue Blocked"


EmitEvent: TypeAlias = Callable[[EventKind, Document], None]
# The job's ARN, the name of the log stream, which is created, and the lines; may block.
WriteLog: TypeAlias = Callable[[str, str, list[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A task to start: `memory` in MiB, `timeout` in seconds."""

    task: str
    image: str
    command: list[str]
    environment: Mapping[str, str]
    vcpus: float
    memory: int
    timeout: int | None


class Cause(StrEnum):
    """Why a task ended."""

    EXITED = "exited"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    NOT_STARTED = "not started"
    HOST_LOST = "host lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a task ended; `message` says why it could not be started."""

    cause: Cause
    exit_code: int | None = None
    message: str = ""


class TaskWatcher(Protocol):
    """Hears what becomes of tasks."""

    def started(self, task: str) -> None:
        """The task's process runs."""
        ...

    def wrote(self, task: str, lines: list[str]) -> None:
        """The task wrote lines to its output; may block, which slows the task down."""
        ...

    def ended(self, task: str, ending: Ending) -> None:
        """The task and all its processes are gone."""
        ...


class Host(Protocol):
    """Runs tasks, and tells a watcher about them."""

    def launch(self, launch: Launch) -> None:
        """Start a task."""
        ...

    def stop(self, task: str) -> None:
        """Ask a task to end (SIGTERM), and end it (SIGKILL) after the grace time."""
        ...

    def kill(self, task: str) -> None:
        """End a task at once."""
        ...

    def reset(self) -> None:
        """End all tasks at once and forget them; the watcher hears nothing of it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """A queue as the scheduler sees it; without `shares` the oldest job goes first."""

    arn: str
    places: tuple[Place, ...]
    shares: FairShare | None = None


class Queues(Protocol):
    """The job queues, as far as they run jobs."""

    def by_priority(self) -> Iterable[QueueView]:
        """List the queues, the most urgent first, each with its enabled compute environments."""
        ...
