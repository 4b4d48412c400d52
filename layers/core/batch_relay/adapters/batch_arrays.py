"""The port on AWS Batch's arrays of jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.batch import ARRAY_INDICES, to_log_stream
from batch_relay.adapters.errors import translated
from batch_relay.adapters.pods import pod_container
from batch_relay.domain.arrays import unpack
from batch_relay.domain.logs import ArrayJob
from batch_relay.domain.statuses import JobStatus

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient


@dataclass(frozen=True)
class BatchArrays:
    """An array knows its indices by a variable, in the order of its jobs; see `request`."""

    client: "BatchClient"

    def indices(self, job_id: str) -> tuple[int, ...]:
        """Return the indices that a job's attempt ran; none if it is no array, or forgotten."""
        return _indices(self._described(job_id))

    def job(self, job_id: str, index: int) -> ArrayJob | None:
        """Return the job of that index; None if there is none, or it is forgotten."""
        whole = self._described(job_id)
        indices = _indices(whole)
        if index not in indices:
            return None
        is_array = len(indices) > 1
        found = self._described(f"{job_id}:{indices.index(index)}") if is_array else whole
        return _to_job(found) if found else None

    def _described(self, job_id: str) -> Mapping[str, Any]:
        with translated():
            found = self.client.describe_jobs(jobs=[job_id])["jobs"]
        return found[0] if found else {}


def _indices(job: Mapping[str, Any]) -> tuple[int, ...]:
    container = job.get("container") or pod_container(job)
    variables = {one["name"]: one.get("value", "") for one in container.get("environment") or ()}
    return unpack(variables.get(ARRAY_INDICES, ""))


def _to_job(job: Mapping[str, Any]) -> ArrayJob:
    container = job.get("container") or pod_container(job)
    return ArrayJob(
        status=JobStatus(job["status"]),
        reason=container.get("reason") or job.get("statusReason") or "",
        stream=to_log_stream(job),
    )
