"""Find jobs of AWS Batch: of a queue or an array, in all seven statuses, page by page."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.statuses import JobStatus

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

_MS = 1000
# Jobs of a status: ten pages of ListJobs.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as ListJobs shows it; `index` is that of an array's child, `size` that of an array."""

    id: str
    name: str
    status: JobStatus
    reason: str
    created_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    exit_code: int | None
    definition: str
    size: int | None
    index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which jobs: of a queue, or the children of the job `array`; the rest narrows it.

    A name or definition that ends in an asterisk stands for all that begin so; AWS
    compares names without regard to case.
    """

    queue: str = ""
    array: str = ""
    statuses: Collection[JobStatus] = tuple(JobStatus)
    name: str = ""
    definition: str = ""
    since: datetime | None = None
    before: datetime | None = None

    @property
    def where(self) -> Any:  # noqa: ANN401 - what ListJobs takes
        """Return what ListJobs is to look through."""
        return {"arrayJobId": self.array} if self.array else {"jobQueue": self.queue}

    def takes(self, job: Job) -> bool:
        """Whether a job is wanted."""
        return (
            job.status in self.statuses
            and _matches(job.name.lower(), self.name.lower())
            and _matches(_revision(job.definition), _revision(self.definition))
            and (self.since is None or job.created_at > self.since)
            and (self.before is None or job.created_at < self.before)
        )

    def filter(self) -> dict[str, str]:
        """Return the one filter that AWS may apply; children of an array can't be filtered."""
        asked = {
            "JOB_NAME": self.name,
            "JOB_DEFINITION": _any_revision(self.definition),
            "AFTER_CREATED_AT": _milliseconds(self.since),
            "BEFORE_CREATED_AT": _milliseconds(self.before),
        }
        given = [(name, value) for name, value in asked.items() if value]
        return dict(given[:1]) if not self.array else {}


def find_jobs(batch: "BatchClient", selection: Selection) -> Iterator[Job]:
    """Yield the jobs, each once.

    AWS lists one status at a time. They are asked for in the order of a job's life, so that
    one that moves on meanwhile is seen twice rather than missed.
    """
    seen: set[str] = set()
    for summary in _summaries(batch, selection):
        job = _job(summary)
        if job.id not in seen and selection.takes(job):
            seen.add(job.id)
            yield job


def list_some(
    batch: "BatchClient", selection: Selection, *, after: str = "", limit: int = 100
) -> tuple[list[Job], str | None]:
    """Return a page of the jobs of one status, and where the next begins, None at the end."""
    (status,) = selection.statuses
    request: Any = {**selection.where, "jobStatus": status.value, "maxResults": limit}
    if after:
        request["nextToken"] = after
    with translated():
        page = batch.list_jobs(**request)
    return [_job(each) for each in page["jobSummaryList"]], page.get("nextToken")


def count_some(batch: "BatchClient", queue: str, *, most: int = MOST_COUNTED) -> dict[str, int]:
    """Return how many jobs of a queue stand where; none of more than `most` is looked at."""
    selections = (Selection(queue=queue, statuses=[status]) for status in JobStatus)
    return {
        status: sum(1 for _ in islice(find_jobs(batch, selection), most))
        for status, selection in zip(JobStatus, selections, strict=True)
    }


def describe_job(batch: "BatchClient", job_id: str) -> Mapping[str, Any]:
    """Return a job as DescribeJobs shows it; NotFoundError."""
    with translated():
        found: Any = batch.describe_jobs(jobs=[job_id])["jobs"]
    if not found:
        msg = f"AWS Batch knows no job {job_id!r}; it forgets jobs some days after their end."
        raise NotFoundError(msg)
    detail: Mapping[str, Any] = found[0]
    return detail


def moment(milliseconds: int | None) -> datetime | None:
    """Return the moment that AWS Batch tells."""
    return datetime.fromtimestamp(milliseconds / _MS, UTC) if milliseconds else None


def _summaries(batch: "BatchClient", selection: Selection) -> Iterator[Mapping[str, Any]]:
    for request in _requests(selection):
        pages = batch.get_paginator("list_jobs").paginate(**selection.where, **request)
        with translated():
            for page in pages:
                yield from page["jobSummaryList"]


def _requests(selection: Selection) -> Iterator[Any]:
    if chosen := selection.filter():
        yield {"filters": [{"name": name, "values": [value]} for name, value in chosen.items()]}
        return
    for status in JobStatus:
        if status in selection.statuses:
            yield {"jobStatus": status.value}


def _job(summary: Mapping[str, Any]) -> Job:
    array = summary.get("arrayProperties", {})
    container = summary.get("container", {})
    return Job(
        id=summary["jobId"],
        name=summary["jobName"],
        status=JobStatus(summary["status"]),
        reason=container.get("reason") or summary.get("statusReason", ""),
        created_at=moment(summary["createdAt"]) or datetime.fromtimestamp(0, UTC),
        started_at=moment(summary.get("startedAt")),
        stopped_at=moment(summary.get("stoppedAt")),
        exit_code=container.get("exitCode"),
        definition=_revision(summary.get("jobDefinition", "")),
        size=array.get("size"),
        index=array.get("index"),
    )


def _revision(definition: str) -> str:
    """Return name and revision, without the rest of an ARN."""
    return definition.rpartition("/")[2]


def _any_revision(definition: str) -> str:
    """Return what AWS can filter by: an ARN, or a name without its revision."""
    return definition if definition.startswith("arn:") else definition.partition(":")[0]


def _matches(text: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return text.startswith(pattern[:-1])
    return not pattern or pattern in {text, text.rpartition(":")[0]}


def _milliseconds(at: datetime | None) -> str:
    return str(int(at.timestamp() * _MS)) if at else ""
