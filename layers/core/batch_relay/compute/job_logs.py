"""What a job wrote, attempt by attempt."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.cloudwatch_logs import MAX_LINES
from batch_relay.compute.jobs import describe_job
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.logs import DEFAULT_GROUP, LogLine, LogStream

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

    from batch_relay.services.ports import Logs


def read_job(
    batch: "BatchClient", logs: "Logs", job_id: str, *, attempt: int = 0
) -> Iterator[LogLine]:
    """Yield the lines of an attempt, counted from 1, or of the last one.

    NotFoundError tells why there are none: the job has not begun, or could not be started.
    """
    job = describe_job(batch, job_id)
    stream = _stream(job, attempt)
    after = None
    while True:
        page = logs.read(stream, after=after, limit=MAX_LINES)
        yield from page.lines
        if page.end:
            return
        after = page.next


def _stream(job: Mapping[str, Any], attempt: int) -> LogStream:
    container = job.get("container") or {}
    tried = [each.get("container") or {} for each in job.get("attempts") or ()]
    if attempt > max(len(tried), 1):
        msg = f"Job {job['jobId']} was attempted {len(tried)} times, not {attempt}."
        raise NotFoundError(msg)
    chosen = tried[attempt - 1] if attempt and tried else container
    name = chosen.get("logStreamName") or (tried[-1].get("logStreamName") if tried else "")
    if not name:
        said = chosen.get("reason") or job.get("statusReason") or "it has not begun"
        msg = f"Job {job['jobId']} is {job['status']} and has written nothing: {said}"
        raise NotFoundError(msg)
    options = (container.get("logConfiguration") or {}).get("options") or {}
    return LogStream(group=str(options.get("awslogs-group") or DEFAULT_GROUP), name=str(name))
