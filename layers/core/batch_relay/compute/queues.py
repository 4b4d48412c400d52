"""Job queues: which there are, what waits in them, and how to empty one."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.errors import translated
from batch_relay.compute.environments import CHANGING, Sleep, looks
from batch_relay.compute.jobs import Job, Selection, find_jobs
from batch_relay.domain.errors import NotFoundError, UnavailableError
from batch_relay.domain.statuses import JobStatus
from batch_relay.domain.wording import suggest

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

LIVE = tuple(status for status in JobStatus if not status.is_final)
_STARTED = {JobStatus.STARTING, JobStatus.RUNNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A job queue; `environments` are names, the first one filled first."""

    name: str
    arn: str
    state: str
    status: str
    reason: str
    priority: int
    environments: tuple[str, ...]
    scheduling_policy: str


def list_queues(batch: "BatchClient") -> list[Queue]:
    """Return all job queues, by name."""
    pages = batch.get_paginator("describe_job_queues").paginate()
    with translated():
        found = [_queue(one) for page in pages for one in page["jobQueues"]]
    return sorted(found, key=lambda queue: queue.name)


def find_queue(batch: "BatchClient", name: str) -> Queue:
    """Return a queue by its name or ARN; NotFoundError."""
    queues = list_queues(batch)
    for queue in queues:
        if name in {queue.name, queue.arn}:
            return queue
    msg = f"There is no job queue {name!r}; {suggest(name, [queue.name for queue in queues])}"
    raise NotFoundError(msg)


def await_queue(batch: "BatchClient", name: str, *, patience: float, sleep: Sleep) -> Queue:
    """Return the queue once AWS Batch has made or changed it; UnavailableError."""
    for _ in looks(patience, sleep):
        found = find_queue(batch, name)
        if found.status not in CHANGING:
            return found
    msg = f"Queue {name} is still changing after {patience:g} seconds; run this again later."
    raise UnavailableError(msg)


def count_jobs(
    batch: "BatchClient", queue: str, statuses: Collection[JobStatus] = tuple(JobStatus)
) -> dict[JobStatus, int]:
    """Return how many jobs of a queue stand at each of these statuses."""
    jobs = find_jobs(batch, Selection(queue=queue, statuses=statuses))
    counts = Counter(job.status for job in jobs)
    return {status: counts[status] for status in JobStatus if status in statuses}


def clear_queue(
    batch: "BatchClient", queue: str, *, reason: str, statuses: Collection[JobStatus] = LIVE
) -> Iterator[Job]:
    """End the jobs of a queue that stand at these statuses; yield each once it is asked to end.

    It looks until it finds no more, for jobs may be submitted meanwhile. A job that starts
    meanwhile goes on if only waiting ones were meant.
    """
    wanted = [status for status in statuses if not status.is_final]
    end = terminate_job if _STARTED & set(wanted) else cancel_job
    ended: set[str] = set()
    while found := _others(batch, Selection(queue=queue, statuses=wanted), ended):
        for job in found:
            end(batch, job.id, reason)
            ended.add(job.id)
            yield job


def cancel_job(batch: "BatchClient", job_id: str, reason: str) -> None:
    """End a job that has not started; one that has goes on."""
    with translated():
        batch.cancel_job(jobId=job_id, reason=reason)


def terminate_job(batch: "BatchClient", job_id: str, reason: str) -> None:
    """End a job wherever it stands."""
    with translated():
        batch.terminate_job(jobId=job_id, reason=reason)


def _others(batch: "BatchClient", selection: Selection, known: set[str]) -> list[Job]:
    return [job for job in find_jobs(batch, selection) if job.id not in known]


def _queue(document: Any) -> Queue:  # noqa: ANN401 - AWS's JobQueueDetail
    order = sorted(document.get("computeEnvironmentOrder", ()), key=lambda one: int(one["order"]))
    return Queue(
        name=document["jobQueueName"],
        arn=document["jobQueueArn"],
        state=document["state"],
        status=document.get("status", ""),
        reason=document.get("statusReason", ""),
        priority=document["priority"],
        environments=tuple(one["computeEnvironment"].rpartition("/")[2] for one in order),
        scheduling_policy=document.get("schedulingPolicyArn", "").rpartition("/")[2],
    )
