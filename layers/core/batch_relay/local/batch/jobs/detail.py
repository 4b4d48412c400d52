"""Show a job as AWS does: in full, as a line of a list, and as the detail of an event."""

from collections.abc import Mapping

from batch_relay.local.batch.documents import Document, without_none
from batch_relay.local.batch.jobs.job import Attempt, Job, RetryRule, RetryStrategy

EMPTY_LISTS = [
    "volumes",
    "environment",
    "mountPoints",
    "ulimits",
    "networkInterfaces",
    "resourceRequirements",
    "secrets",
]


def job_detail(job: Job, summary: Mapping[str, int]) -> Document:
    """Show all of a job; `summary` counts the children of an array by status."""
    return without_none(
        {
            **_identity(job),
            "jobQueue": job.queue,
            "shareIdentifier": job.share,
            "schedulingPriority": job.priority,
            "attempts": [_attempt_detail(attempt) for attempt in job.attempts],
            "retryStrategy": retry_document(job.retry),
            "startedAt": job.started_at,
            "dependsOn": job.dependencies,
            "parameters": job.parameters,
            "container": _container_detail(job),
            "arrayProperties": array_properties(job, summary),
            "timeout": {"attemptDurationSeconds": job.timeout} if job.timeout else None,
            "tags": job.tags,
            "propagateTags": job.propagates_tags,
            "platformCapabilities": job.platforms,
            "isCancelled": job.is_cancelled,
            "isTerminated": job.is_terminated,
        }
    )


def event_detail(job: Job, summary: Mapping[str, int]) -> Document:
    """Show a job as an event does: its ARN is among the tags."""
    return {**job_detail(job, summary), "tags": {"resourceArn": job.arn, **job.tags}}


def job_summary(job: Job, summary: Mapping[str, int]) -> Document:
    """Show a job as a line of a list."""
    last = job.last_attempt
    outcome = {"exitCode": last.exit_code, "reason": last.reason} if last else {}
    return without_none(
        {
            **_identity(job),
            "startedAt": job.started_at,
            "container": without_none(outcome) or None,
            "arrayProperties": array_properties(job, summary),
        }
    )


def retry_document(retry: RetryStrategy) -> Document:
    """Show a retry strategy."""
    rules = [_rule_document(rule) for rule in retry.rules]
    return {"attempts": retry.attempts, "evaluateOnExit": rules}


def array_properties(job: Job, summary: Mapping[str, int]) -> Document | None:
    """Show an array's size and what has become of its children, or a child's index."""
    if job.size is not None:
        return {"size": job.size, "statusSummary": dict(summary)}
    if job.index is not None:
        return {"index": job.index, "statusSummary": {}}
    return None


def _identity(job: Job) -> Document:
    return {
        "jobArn": job.arn,
        "jobId": job.id,
        "jobName": job.name,
        "jobDefinition": job.definition,
        "status": str(job.status),
        "statusReason": job.status_reason,
        "createdAt": job.created_at,
        "stoppedAt": job.stopped_at,
    }


def _rule_document(rule: RetryRule) -> Document:
    return without_none(
        {
            "onStatusReason": rule.on_status_reason,
            "onReason": rule.on_reason,
            "onExitCode": rule.on_exit_code,
            "action": rule.action,
        }
    )


def _container_detail(job: Job) -> Document:
    last = job.last_attempt
    return {**{name: [] for name in EMPTY_LISTS}, **job.container, **(_task(last) if last else {})}


def _attempt_detail(attempt: Attempt) -> Document:
    return without_none(
        {
            "container": {**_task(attempt), "networkInterfaces": []},
            "startedAt": attempt.started_at,
            "stoppedAt": attempt.stopped_at,
            "statusReason": attempt.status_reason,
        }
    )


def _task(attempt: Attempt) -> Document:
    return without_none(
        {
            "containerInstanceArn": attempt.instance_arn,
            "taskArn": attempt.task_arn,
            "exitCode": attempt.exit_code,
            "reason": attempt.reason,
            "logStreamName": attempt.log_stream,
        }
    )
