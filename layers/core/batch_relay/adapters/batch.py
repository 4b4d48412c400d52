"""The port on AWS Batch, and how its jobs and events are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from batch_relay.adapters.errors import code, translated
from batch_relay.adapters.pods import pod_attempt, pod_container, pod_override
from batch_relay.domain.attempts import OWNER_TAG, AttemptKey, JobChange
from batch_relay.domain.blocked_jobs import holds_up
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.logs import DEFAULT_GROUP, LogStream
from batch_relay.domain.names import tag_value
from batch_relay.domain.platforms import Platform
from batch_relay.domain.statuses import JobStatus

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

# Quota of DescribeJobs.
MAX_DESCRIBED = 100
# What Batch keeps of a reason is shorter than anything we would say.
MAX_REASON = 1_024
ARRAY_INDICES = "BATCH_RELAY_ARRAY_INDICES"
CORRELATION_TAG = "correlation_id"


@dataclass(frozen=True)
class BatchJobs:
    """Jobs in AWS Batch; every one carries its attempt in tags and environment.

    Those of another `stack` are none of ours, even if project, workflow and sample are the same.
    """

    client: "BatchClient"
    stack: str

    def submit(self, job: RenderedJob, attempt: AttemptKey) -> str:
        """Submit a job that carries the attempt's identity; return its id.

        UnavailableError asks to come back later, RefusedError is final.
        """
        try:
            with translated():
                return self.client.submit_job(**request(job, attempt, self.stack))["jobId"]
        except RefusedError as error:
            if not _is_denied(error.__cause__):
                raise
            msg = f"{error}; is queue {job.queue} one of JobQueues?"
            raise RefusedError(msg) from error

    def find(self, job: RenderedJob) -> tuple[str, ...]:
        """Return the ids of jobs by that name in that queue, oldest first."""
        pages = self.client.get_paginator("list_jobs").paginate(
            jobQueue=job.queue, filters=[{"name": "JOB_NAME", "values": [job.name]}]
        )
        with translated():
            found = [one for page in pages for one in page["jobSummaryList"]]
        named = [one for one in found if one["jobName"] == job.name]
        ids = [one["jobId"] for one in sorted(named, key=lambda one: one["createdAt"])]
        ours = {change.job_id for change in self.describe(ids)}
        return tuple(one for one in ids if one in ours)

    def made_between(
        self, queue: str, *, since: datetime, before: datetime
    ) -> Mapping[str, datetime]:
        """Return when the jobs of the queue, anybody's, were made in that time that go on."""
        first, last = (int(moment.timestamp() * 1000) for moment in (since, before))
        pages = self.client.get_paginator("list_jobs").paginate(
            jobQueue=queue, filters=[{"name": "AFTER_CREATED_AT", "values": [str(first)]}]
        )
        with translated():
            found = [one for page in pages for one in page["jobSummaryList"]]
        return {
            one["jobId"]: datetime.fromtimestamp(one["createdAt"] / 1000, UTC)
            for one in found
            if one["createdAt"] <= last and not JobStatus(one["status"]).is_final
        }

    def describe(self, job_ids: Sequence[str]) -> tuple[JobChange, ...]:
        """Return what Batch still knows of these jobs, 100 a call."""
        known: list[JobChange] = []
        for first in range(0, len(job_ids), MAX_DESCRIBED):
            with translated():
                reply = self.client.describe_jobs(jobs=job_ids[first : first + MAX_DESCRIBED])
            ours = (job for job in reply["jobs"] if self._owns(job.get("tags", {})))
            known += [change for job in ours if (change := to_change(job))]
        return tuple(known)

    def _owns(self, tags: Mapping[str, str]) -> bool:
        return tags.get(OWNER_TAG) == self.stack

    def ended_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return how an array's jobs ended, each with its index; none if Batch forgot them.

        Of those that failed, only the first have a log: they are looked at, the others
        are listed. UnavailableError if not all that failed are listed yet.
        """
        known = self._details([array.job_id])
        if not known:
            return ()
        failed = self._children(array, "FAILED")
        if len(failed) < _summary(known[0]).get("FAILED", 0):
            msg = f"AWS Batch doesn't list all jobs of {array.job_id} that failed yet"
            raise UnavailableError(msg)
        looked_at = self._details([one["jobId"] for one in failed[:MAX_DESCRIBED]])
        details = {one["jobId"]: one for one in looked_at}
        whole = [{**one, **details.get(one["jobId"], {})} for one in failed]
        return self._parts(array, [*whole, *self._children(array, "SUCCEEDED")])

    def blocked_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return the jobs of an array that hold up their queue, as far as Batch says so."""
        waiting = self._parts(array, self._children(array, "RUNNABLE"))
        return tuple(one for one in waiting if one.blocked)

    def _children(self, array: JobChange, status: Any) -> "list[Any]":  # noqa: ANN401 - one of SDK's
        pages = self.client.get_paginator("list_jobs").paginate(
            arrayJobId=array.job_id, jobStatus=status
        )
        with translated():
            found = [one for page in pages for one in page["jobSummaryList"]]
        return sorted(found, key=lambda one: one["arrayProperties"]["index"])

    def _parts(self, array: JobChange, jobs: "list[Any]") -> tuple[JobChange, ...]:
        # Tags of an array may be missing from its jobs.
        tags = array.attempt.tags(self.stack) | {CORRELATION_TAG: array.correlation_id}
        read = (to_change({**one, "tags": tags}) for one in jobs)
        return tuple(change for change in read if change)

    def _details(self, job_ids: Sequence[str]) -> "list[Any]":
        if not job_ids:
            return []
        with translated():
            return [*self.client.describe_jobs(jobs=job_ids)["jobs"]]

    def terminate(self, job_id: str, reason: str) -> None:
        """End a job wherever it stands; one that ended is left alone."""
        with translated():
            self.client.terminate_job(jobId=job_id, reason=reason[:MAX_REASON])


def _is_denied(error: BaseException | None) -> bool:
    return isinstance(error, ClientError) and code(error).startswith("AccessDenied")


def request(job: RenderedJob, attempt: AttemptKey, stack: str) -> Any:  # noqa: ANN401 - SubmitJob
    """Return the arguments of SubmitJob.

    Batch itself tries once: its own retries would keep queue and memory as
    they are, and multiply with ours.
    """
    identity = attempt.tags(stack)
    overrides = dict(job.container_overrides)
    given: Any = overrides.get("environment", ())
    overrides["environment"] = [*given, *environment(identity), *_indices(job)]
    return {
        "jobName": job.name,
        "jobQueue": job.queue,
        "jobDefinition": job.definition,
        "parameters": dict(job.parameters),
        **_overrides(job, overrides),
        "retryStrategy": {"attempts": 1},
        "timeout": {"attemptDurationSeconds": job.timeout},
        "tags": identity | _asked_by(job),
        **job.array_properties(),
        **job.scheduling(),
    }


def _asked_by(job: RenderedJob) -> dict[str, str]:
    """Return the tags that lead back to the request that the job acts for."""
    said = {"owner": tag_value(job.owner), CORRELATION_TAG: job.correlation_id}
    return {name: value for name, value in said.items() if value}


def _overrides(job: RenderedJob, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the overrides that the platform takes; tags reach tasks of ECS only."""
    if job.platform is Platform.EKS:
        return {"eksPropertiesOverride": pod_override(overrides)}
    return {"containerOverrides": overrides, "propagateTags": True}


def _indices(job: RenderedJob) -> list[dict[str, str]]:
    """Return the variable that tells the jobs of an array which indices are theirs."""
    return [{"name": ARRAY_INDICES, "value": job.indices}] if job.indices else []


def environment(identity: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the variables that tell a job who it is."""
    named = {f"BATCH_RELAY_{n.upper()}": value for n, value in identity.items() if n != OWNER_TAG}
    return [{"name": name, "value": value} for name, value in named.items()]


def to_change(
    job: Mapping[str, Any], at: datetime | None = None, *, blocked: bool = False
) -> JobChange | None:
    """Read a JobDetail, from DescribeJobs or an event; None for a job that is not ours.

    `at` is the event's time; without it, the job's own last time stands in. A job
    that holds up its queue says so itself, should the event that it does be lost.
    """
    try:
        attempt = AttemptKey.from_tags(job.get("tags") or {})
    except (KeyError, TypeError, ValueError):
        return None
    tried = (job.get("attempts") or [pod_attempt(job)])[-1]
    last, now = tried.get("container") or {}, job.get("container") or pod_container(job)
    moments = [_moment(job.get(name)) for name in ("stoppedAt", "startedAt", "createdAt")]
    status, said = JobStatus(job["status"]), job.get("statusReason") or ""
    return JobChange(
        attempt=attempt,
        job_id=job["jobId"],
        status=status,
        at=at or next((moment for moment in moments if moment), datetime.fromtimestamp(0, UTC)),
        status_reason=said or tried.get("statusReason") or "",
        container_reason=last.get("reason") or now.get("reason") or "",
        exit_code=last.get("exitCode", now.get("exitCode")),
        started_at=moments[1],
        stopped_at=moments[0],
        log_stream=last.get("logStreamName") or now.get("logStreamName") or "",
        log_group=_log_group(now),
        memory=int(_given(now, "MEMORY")) or None,
        vcpus=_given(now, "VCPU") or None,
        blocked=blocked or (status is JobStatus.RUNNABLE and holds_up(said)),
        index=(job.get("arrayProperties") or {}).get("index"),
        runnable=_summary(job).get("RUNNABLE", 0),
        definition=job.get("jobDefinition") or "",
        image=now.get("image") or "",
        correlation_id=job["tags"].get(CORRELATION_TAG, ""),
    )


def _summary(job: Mapping[str, Any]) -> Mapping[str, int]:
    """Return how many of an array's jobs stand where."""
    return (job.get("arrayProperties") or {}).get("statusSummary") or {}


# What a container was given, in the form that has been superseded.
_LEGACY = {"MEMORY": "memory", "VCPU": "vcpus"}


def _given(container: Mapping[str, Any], kind: str) -> float:
    """Return how much of a resource a container was given; Fargate gives fractions of vCPUs."""
    asked = {one["type"]: one["value"] for one in container.get("resourceRequirements") or ()}
    return float(asked.get(kind) or container.get(_LEGACY[kind]) or 0)


def to_log_stream(job: Mapping[str, Any]) -> LogStream | None:
    """Return where a job's last attempt writes, None before it has started."""
    last = (job.get("attempts") or [pod_attempt(job)])[-1].get("container") or {}
    now = job.get("container") or pod_container(job)
    name = last.get("logStreamName") or now.get("logStreamName")
    return LogStream(group=_log_group(now) or DEFAULT_GROUP, name=name) if name else None


def _log_group(container: Mapping[str, Any]) -> str:
    """Return the group that the job definition chose; empty for AWS Batch's own."""
    options = (container.get("logConfiguration") or {}).get("options") or {}
    return str(options.get("awslogs-group") or "")


def _moment(milliseconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None
