"""Why a job does not start: what AWS says of it, its queue and their compute environments."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

# Beginnings of a RUNNABLE job's status reason, and what to do about each.
REASONS: Final = {
    "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY": "AWS has no such instances to give now; wait, "
    "allow more instance types or subnets, or use an on-demand queue",
    "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE": "it asks for more than the environments' "
    "largest instance, or than maxvCpus; ask for less, or allow more",
    "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT": "no instance type of the environments has what "
    "it asks for; look at its vCPUs, memory and GPUs",
    "MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED": "EC2 refuses the instances as "
    "configured; look at AMI, architecture, launch template and instance types",
    "MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS": "AWS Batch's service role lacks permissions",
    "ACTION_REQUIRED": "AWS Batch asks for something to be put right",
    "UNDETERMINED": "AWS Batch does not know",
}
_NOTHING_WRONG = (
    "nothing wrong is to be seen: instances may still start (minutes), the account's quota of "
    "vCPUs may be used up (Service Quotas), or instances can't reach ECS; see that their subnets "
    "have a way out, and their role AmazonEC2ContainerServiceforEC2Role"
)
# What jobs in these statuses wait for is not their queue.
_EARLY = ("SUBMITTED", "PENDING")


def why_waiting(
    job: Mapping[str, Any], queue: Mapping[str, Any], environments: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Return why a job waits, and what to do; all as AWS Batch describes them."""
    if job["status"] in _EARLY:
        others = ", ".join(one.get("jobId", "") for one in job.get("dependsOn", ()))
        return [f"it waits for {others}" if others else "AWS Batch has yet to look at it"]
    found = [*_of_job(job), *_of_queue(queue), *_of_environments(environments, _vcpus(job))]
    return found or [_NOTHING_WRONG]


def _of_job(job: Mapping[str, Any]) -> Iterator[str]:
    if reason := str(job.get("statusReason", "")):
        known = [advice for start, advice in REASONS.items() if reason.startswith(start)]
        yield f"{reason}: {known[0]}" if known else reason


def _of_queue(queue: Mapping[str, Any]) -> Iterator[str]:
    name = queue["jobQueueName"]
    if queue.get("status") != "VALID":
        yield f"queue {name} is {queue.get('status')}: {queue.get('statusReason', '')}"
    if queue["state"] != "ENABLED":
        yield f"queue {name} is {queue['state']}; it takes no new jobs"


def _of_environments(environments: Sequence[Mapping[str, Any]], vcpus: float) -> Iterator[str]:
    """Yield what is wrong with environments, unless another one could take the job."""
    wrong = [_of_environment(each, vcpus) for each in environments]
    if not environments:
        yield "its queue has no compute environment"
    elif all(wrong):
        yield from wrong


def _of_environment(environment: Mapping[str, Any], vcpus: float) -> str:
    name, most = environment["computeEnvironmentName"], _max_vcpus(environment)
    if environment.get("status") == "INVALID":
        return f"environment {name} is INVALID: {environment.get('statusReason', '')}"
    if environment["state"] != "ENABLED":
        return f"environment {name} is {environment['state']}"
    if vcpus > most:
        return f"environment {name} has {most:g} vCPUs at most, and the job asks for {vcpus:g}"
    return ""


def _max_vcpus(environment: Mapping[str, Any]) -> float:
    return float((environment.get("computeResources") or {}).get("maxvCpus", "inf"))


def _vcpus(job: Mapping[str, Any]) -> float:
    container = job.get("container", {})
    asked = {one["type"]: one["value"] for one in container.get("resourceRequirements", ())}
    return float(asked.get("VCPU") or container.get("vcpus") or 0)
