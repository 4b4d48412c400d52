"""Which jobs are at work on a compute environment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.errors import translated
from batch_relay.compute.jobs import Job, Selection, find_jobs
from batch_relay.compute.queues import LIVE, list_queues
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.statuses import JobStatus

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

# Quota of DescribeJobs.
_MOST_DESCRIBED = 100
_STARTED = (JobStatus.STARTING, JobStatus.RUNNING)


def jobs_on(batch: "BatchClient", environment: JsonObject) -> list[str]:
    """Return the ids of jobs that run there, or start and may do so there.

    AWS tells it of a job by the cluster in its task's ARN. All queues are looked at, for
    the environment may have left the one that its jobs came from.
    """
    cluster = str(environment.get("ecsClusterArn", "")).rpartition("/")[2]
    started = list(_started(batch))
    parts = range(0, len(started), _MOST_DESCRIBED)
    return [
        str(detail["jobId"])
        for first in parts
        for detail in _details(batch, started[first : first + _MOST_DESCRIBED])
        if _may_be_on(detail, cluster)
    ]


def _started(batch: "BatchClient") -> Iterator[str]:
    for queue in list_queues(batch):
        for job in find_jobs(batch, Selection(queue=queue.name, statuses=LIVE)):
            yield from _started_of(batch, job)


def _started_of(batch: "BatchClient", job: Job) -> Iterator[str]:
    if job.size:
        children = Selection(array=job.id, statuses=_STARTED)
        yield from (child.id for child in find_jobs(batch, children))
    elif job.status in _STARTED:
        yield job.id


def _details(batch: "BatchClient", ids: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    with translated():
        return batch.describe_jobs(jobs=ids)["jobs"]


def _may_be_on(detail: Mapping[str, Any], cluster: str) -> bool:
    if detail["status"] not in _STARTED:
        return False
    parts = str(detail.get("container", {}).get("taskArn", "")).split("/")
    is_told = len(parts) == len(("task", "cluster", "id"))
    return parts[1] == cluster if is_told else True
