"""How jobs end, in the words of AWS Batch: each way that the table of failures knows."""

from dataclasses import dataclass

from batch_relay.domain.failure_classes import Budget

FITS_NOWHERE = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job fits no instance."
BLOCKED = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - Service cannot fulfill the capacity."
_LIMIT = "Canceled by JobStateTimeLimit action due to reason: "
_EXITED = "Essential container in task exited"
_NOT_STARTED = "Task failed to start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is said of a job that failed, and the row of the table that is to know it, if one is."""

    row: str = ""
    status: str = ""
    container: str = ""
    code: int | None = None


def _exited(row: str, code: int, container: str = "") -> Ending:
    return Ending(row=row, status=_EXITED, container=container, code=code)


def _unstarted(row: str, container: str) -> Ending:
    return Ending(row=row, status=_NOT_STARTED, container=container)


RECLAIMED = (
    Ending(row="host reclaimed", status="Host EC2 (instance i-0) terminated."),
    Ending(row="host reclaimed", status="Host EC2 (instance i-0) terminated.", code=143),
    Ending(
        row="spot task interrupted, exit code 0", status="Your Spot Task was interrupted.", code=0
    ),
    Ending(row="spot task interrupted", status="Your Spot Task was interrupted.", code=143),
)
NOT_STARTED = (
    Ending(row="task not started", status=_NOT_STARTED),
    Ending(row="host drained", status="Task stopped during instance draining"),
    Ending(row="role not assumed", status="ECS was unable to assume the role 'tool'"),
    Ending(row="agent failed", status="AGENT"),
    Ending(row="no capacity", status=f"{_LIMIT}{BLOCKED}"),
    _unstarted("image pull throttled", "CannotPullContainerError: toomanyrequests: rate limit"),
    _unstarted("no disk for the image", "CannotPullContainerError: no space left on device"),
    _unstarted("image not pulled", "CannotPullContainerError: Error response fro"),
    _unstarted("docker timed out", "DockerTimeoutError: Could not transition to created"),
    _unstarted("container cannot start", "CannotStartContainerError: devmapper: Thin Pool"),
    _unstarted("container not started", "CannotCreateContainerError: stat /usr/loca"),
    _unstarted("resources not ready", "ResourceInitializationError: i/o timeout"),
    _exited("container runtime failed", 125),
)
# What comes after the work, whose outputs may all be there.
AFTERWARDS = (
    Ending(row="docker timed out", status=_EXITED, container="DockerTimeoutError: started"),
    _exited("container not inspected", 0, "CannotInspectContainerError: Could not transition"),
    _exited("failed with exit code 0", 0),
)
BROKEN = _exited("application failed", 1)
FAILED = (
    BROKEN,
    _exited("crashed", 139),
    _exited("terminated", 143),
    _exited("killed, perhaps out of memory", 137),
)
# What nothing cures.
HOPELESS = (
    _unstarted("image missing or denied", "CannotPullContainerError: manifest unknown"),
    _unstarted("resources denied", "ResourceInitializationError: AccessDeniedException"),
    _unstarted("command cannot start", "CannotStartContainerError: permission denied"),
    _exited("command cannot run", 127),
    _exited("disk full", 1, "write /tmp/x: no space left on device"),
    Ending(row="dependency failed", status="Dependent Job failed"),
    Ending(row="time limit of the queue", status=f"{_LIMIT}UNDETERMINED - who knows"),
    Ending(row="fits no instance", status=f"{_LIMIT}{FITS_NOWHERE}"),
    Ending(row="ended by somebody", status="wrong reference genome", code=143),
    Ending(row="unknown", status=_EXITED),
    Ending(row="unknown"),
)
OUT_OF_MEMORY = _exited("out of memory", 137, "OutOfMemoryError: Container killed")
TIMED_OUT = Ending(row="timed out", status="Job attempt duration exceeded timeout", code=137)
CHILD_FAILED = Ending(row="array child failed", status="Array Child Job failed")
ENDINGS = (
    *RECLAIMED,
    *NOT_STARTED,
    *AFTERWARDS,
    *FAILED,
    *HOPELESS,
    OUT_OF_MEMORY,
    TIMED_OUT,
    CHILD_FAILED,
)

# By the names of the rows: whose budget each failure is of that is tried again.
BUDGETS = {
    "host reclaimed": Budget.INFRASTRUCTURE,
    "spot task interrupted": Budget.INFRASTRUCTURE,
    "spot task interrupted, exit code 0": Budget.INFRASTRUCTURE,
    "host drained": Budget.INFRASTRUCTURE,
    "role not assumed": Budget.INFRASTRUCTURE,
    "task not started": Budget.INFRASTRUCTURE,
    "agent failed": Budget.INFRASTRUCTURE,
    "image pull throttled": Budget.INFRASTRUCTURE,
    "no disk for the image": Budget.INFRASTRUCTURE,
    "image not pulled": Budget.INFRASTRUCTURE,
    "docker timed out": Budget.INFRASTRUCTURE,
    "container not inspected": Budget.INFRASTRUCTURE,
    "container cannot start": Budget.INFRASTRUCTURE,
    "container not started": Budget.INFRASTRUCTURE,
    "container runtime failed": Budget.INFRASTRUCTURE,
    "resources not ready": Budget.INFRASTRUCTURE,
    "terminated": Budget.INFRASTRUCTURE,
    "no capacity": Budget.INFRASTRUCTURE,
    "forgotten by AWS Batch": Budget.INFRASTRUCTURE,
    "out of memory": Budget.MEMORY,
    "killed, perhaps out of memory": Budget.MEMORY,
    "outputs missing": Budget.APPLICATION,
    "application failed": Budget.APPLICATION,
    "crashed": Budget.APPLICATION,
    "failed with exit code 0": Budget.APPLICATION,
}
# How often a failure of that row is tried again, where that is less than its budget.
LIMITS = {
    "role not assumed": 1,
    "no disk for the image": 1,
    "image not pulled": 1,
    "container not started": 1,
    "container runtime failed": 1,
    "crashed": 1,
    "killed, perhaps out of memory": 1,
    "resources not ready": 2,
    "task not started": 3,
}
