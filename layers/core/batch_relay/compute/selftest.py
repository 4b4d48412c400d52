"""See that a queue runs jobs: one, then an array that depends on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from batch_relay.adapters.errors import translated
from batch_relay.compute.definitions import register
from batch_relay.compute.jobs import Selection, describe_job, find_jobs
from batch_relay.compute.queues import terminate_job
from batch_relay.compute.waiting import why_waiting
from batch_relay.domain.errors import RefusedError
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.statuses import JobStatus

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

NAME = "batch-relay-selftest"
SHARE: JsonObject = {"shareIdentifier": "selftest", "schedulingPriorityOverride": 0}
# Indices of the array begin there, as those of chromosomes do.
FIRST_INDEX = 1
DEFINITION: JsonObject = {
    "jobDefinitionName": NAME,
    "type": "container",
    "containerProperties": {
        "image": "public.ecr.aws/docker/library/busybox:1.37",
        "command": ["sh", "-c", 'echo "task $((FIRST_INDEX + ${AWS_BATCH_JOB_ARRAY_INDEX:-0}))"'],
        "environment": [{"name": "FIRST_INDEX", "value": str(FIRST_INDEX)}],
        "resourceRequirements": [
            {"type": "VCPU", "value": "1"},
            {"type": "MEMORY", "value": "128"},
        ],
    },
    "timeout": {"attemptDurationSeconds": 300},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The job, and the array that waits for it, if there is one."""

    queue: str
    job: str
    array: str

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of both."""
        return tuple(each for each in (self.job, self.array) if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How the trial stands; `complaints` say what is wrong with it."""

    statuses: Mapping[str, JobStatus]
    complaints: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return all(status.is_final for status in self.statuses.values())

    @property
    def succeeded(self) -> bool:
        """Whether every job did."""
        return all(status is JobStatus.SUCCEEDED for status in self.statuses.values())


def begin(
    batch: "BatchClient", queue: str, *, definition: str, size: int, fair: bool = False
) -> Trial:
    """Submit the job, and an array of `size` that depends on it unless it is 0.

    Without a `definition`, our own is registered, if it is not yet; RefusedError on Fargate and
    EKS, which take others. A `fair` queue, one with a scheduling policy, wants a share and a
    priority; any other takes none.
    """
    if not definition:
        _expect_instances(batch, queue)
        made = register(batch, DEFINITION)
        definition = f"{made.name}:{made.revision}"
    where: Any = {"jobQueue": queue, "jobDefinition": definition, **(SHARE if fair else {})}
    with translated():
        job = batch.submit_job(jobName=f"{NAME}-job", **where)["jobId"]
    try:
        return Trial(queue=queue, job=job, array=_submit_array(batch, where, job, size))
    except BaseException:
        terminate_job(batch, job, "The array after it could not be submitted")
        raise


def look(batch: "BatchClient", trial: Trial) -> Report:
    """Return how the trial stands, and what is wrong with it."""
    details = {job: describe_job(batch, job) for job in trial.ids}
    statuses = {job: JobStatus(detail["status"]) for job, detail in details.items()}
    complaints = [text for job in details.values() for text in _complaints(batch, trial, job)]
    return Report(statuses=statuses, complaints=tuple(complaints))


def stop(batch: "BatchClient", trial: Trial) -> None:
    """End what is left of the trial."""
    for job in reversed(trial.ids):
        terminate_job(batch, job, "The self-test was given up")


def _expect_instances(batch: "BatchClient", queue: str) -> None:
    """Raise a RefusedError unless jobs of the queue run in containers on instances."""
    _, environments = _where(batch, queue)
    kinds = [str((each.get("computeResources") or {}).get("type")) for each in environments]
    on_eks = any(each.get("eksConfiguration") for each in environments)
    if on_eks or any(kind.startswith("FARGATE") for kind in kinds):
        where = "EKS" if on_eks else "Fargate"
        msg = f"Queue {queue} is on {where}, which our own definition is not for; name --jobdef."
        raise RefusedError(msg)


def _submit_array(batch: "BatchClient", where: Mapping[str, str], job: str, size: int) -> str:
    if not size:
        return ""
    after: Any = {"dependsOn": [{"jobId": job}], "arrayProperties": {"size": size}, **where}
    with translated():
        return batch.submit_job(jobName=f"{NAME}-array", **after)["jobId"]


def _complaints(batch: "BatchClient", trial: Trial, job: Mapping[str, Any]) -> Iterator[str]:
    status, name = JobStatus(job["status"]), job["jobName"]
    if status is JobStatus.FAILED:
        failed = [job] if "size" not in job.get("arrayProperties", {}) else []
        yield from (f"{name} failed: {_reason(each)}" for each in failed)
        yield from _failed_children(batch, trial.array) if not failed else ()
    elif status is JobStatus.RUNNABLE:
        queue, environments = _where(batch, trial.queue)
        yield from (f"{name} waits: {why}" for why in why_waiting(job, queue, environments))


def _failed_children(batch: "BatchClient", array: str) -> Iterator[str]:
    for child in find_jobs(batch, Selection(array=array, statuses=[JobStatus.FAILED])):
        yield f"{child.name} [{child.index}] failed: {child.reason or child.exit_code}"


def _reason(job: Mapping[str, Any]) -> str:
    container = job.get("container", {})
    said = container.get("reason") or job.get("statusReason", "")
    code = container.get("exitCode")
    return f"{said} (exit code {code})" if code is not None else str(said)


def _where(batch: "BatchClient", queue: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    with translated():
        found = batch.describe_job_queues(jobQueues=[queue])["jobQueues"][0]
        names = [one["computeEnvironment"] for one in found["computeEnvironmentOrder"]]
        listed = batch.describe_compute_environments(computeEnvironments=names)
    return found, cast("list[Mapping[str, Any]]", listed["computeEnvironments"])
