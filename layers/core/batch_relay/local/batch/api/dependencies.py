"""Which jobs a job waits for."""

from collections.abc import Mapping, Sequence

from batch_relay.local.batch.api.rules import require
from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.jobs.job import Job

MAX_DEPENDENCIES = 20


def check_dependencies(
    jobs: Mapping[str, Job], dependencies: Sequence[Document], size: int | None
) -> None:
    """Refuse too many dependencies, unknown jobs, and arrays that do not match."""
    count = len(dependencies)
    require(count <= MAX_DEPENDENCIES, f"A job can depend on {MAX_DEPENDENCIES} jobs, not {count}.")
    for each in dependencies:
        job_id, kind = each.get("jobId", ""), each.get("type")
        require(size or not kind, f"Only an array job can have a dependency of type {kind}.")
        require(job_id or kind == "SEQUENTIAL", "A dependency has no jobId.")
        require(not job_id or job_id in jobs, f"Job {job_id} to depend on does not exist.")
        if kind == "N_TO_N":
            require(jobs[job_id].size == size, f"Job {job_id} is not an array of {size} jobs.")


def waits_for(dependencies: Sequence[Document], index: int | None = None) -> frozenset[str]:
    """List the ids that a job waits for; in paired arrays, a child waits for its counterpart."""
    return frozenset(
        f"{each['jobId']}:{index}" if each.get("type") == "N_TO_N" else each["jobId"]
        for each in dependencies
        if each.get("jobId")
    )
