"""How jobs end, in the words of AWS Batch."""

from dataclasses import dataclass

from batch_relay.domain.failure_classes import Budget

FITS_NOWHERE = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - The job fits no instance."
BLOCKED = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - Service cannot fulfill the capacity."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is said of a job that failed."""

    status: str = ""
    container: str = ""
    code: int | None = None


RECLAIMED = (
    Ending(status="Host EC2 (instance i-0) terminated."),
    Ending(status="Your Spot Task was interrupted.", code=0),
    Ending(status="Your Spot Task was interrupted.", code=143),
)
NOT_STARTED = (
    Ending(
        status="Task failed to start",
        container="CannotPullContainerError: pull image manifest: toomanyrequests: rate limit",
    ),
    Ending(status="Task failed to start", container="DockerTimeoutError: Could not transition"),
)
OUT_OF_MEMORY = Ending(
    status="Essential container in task exited",
    container="OutOfMemoryError: Container killed due to memory usage",
    code=137,
)
TIMED_OUT = Ending(status="Job attempt duration exceeded timeout", code=137)
CHILD_FAILED = Ending(status="Array Child Job failed")
BROKEN = Ending(status="Essential container in task exited", code=1)
FAILED = (BROKEN, Ending(status="Essential container in task exited", code=139))

# By the names of the rows that know them: whose budget each of these endings is of.
BUDGETS = {
    "host reclaimed": Budget.INFRASTRUCTURE,
    "spot task interrupted": Budget.INFRASTRUCTURE,
    "spot task interrupted, exit code 0": Budget.INFRASTRUCTURE,
    "image pull throttled": Budget.INFRASTRUCTURE,
    "docker timed out": Budget.INFRASTRUCTURE,
    "no capacity": Budget.INFRASTRUCTURE,
    "forgotten by AWS Batch": Budget.INFRASTRUCTURE,
    "out of memory": Budget.MEMORY,
    "outputs missing": Budget.APPLICATION,
    "application failed": Budget.APPLICATION,
    "crashed": Budget.APPLICATION,
}
