"""Begin an attempt, and say how it ended in AWS's words."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from batch_relay.local.batch.jobs import reasons
from batch_relay.local.batch.jobs.job import Attempt, Job, JobStatus
from batch_relay.local.batch.jobs.ports import Cause, Ending, Launch
from batch_relay.local.batch.jobs.scheduling import Place


def begin(place: Place) -> Attempt:
    """Give a new task its id, and the instance that it will run on."""
    task = uuid4().hex
    instance = f"i-0{task[:16]}"
    head, name = place.arn.replace(":batch:", ":ecs:", 1).rsplit(":compute-environment/", 1)
    return Attempt(
        task=task,
        task_arn=f"{head}:task/{name}/{task}",
        instance=instance,
        instance_arn=f"{head}:container-instance/{name}/{uuid4().hex}",
        place=place.arn,
    )


def launch(job: Job, attempt: Attempt, surroundings: Mapping[str, str]) -> Launch:
    """Describe the task that tries the job; `surroundings` is what every job sees."""
    return Launch(
        task=attempt.task,
        image=job.container.get("image", ""),
        command=job.container.get("command", []),
        environment={**surroundings, **job.environment, **_own_environment(job, attempt)},
        vcpus=job.demand.vcpus,
        memory=job.demand.memory,
        timeout=job.timeout,
    )


def _own_environment(job: Job, attempt: Attempt) -> dict[str, str]:
    own = {
        "AWS_BATCH_JOB_ID": job.id,
        "AWS_BATCH_JOB_ATTEMPT": str(len(job.attempts) + 1),
        "AWS_BATCH_JQ_NAME": job.queue.rsplit("/", 1)[-1],
        "AWS_BATCH_CE_NAME": attempt.place.rsplit("/", 1)[-1],
    }
    if job.index is not None:
        own["AWS_BATCH_JOB_ARRAY_INDEX"] = str(job.index)
        own["AWS_BATCH_JOB_ARRAY_SIZE"] = str(job.siblings)
    return own


def close(attempt: Attempt, ending: Ending, *, now: int) -> Attempt:
    """Record how an attempt ended; a status reason that was set before (a termination) stays."""
    status_reason, reason = _reasons(attempt, ending)
    return replace(
        attempt,
        stopped_at=now,
        exit_code=ending.exit_code,
        reason=reason[: reasons.REASON_LIMIT] if reason else None,
        status_reason=attempt.status_reason or status_reason,
    )


def _reasons(attempt: Attempt, ending: Ending) -> tuple[str, str | None]:
    match ending.cause:
        case Cause.HOST_LOST:
            return reasons.HOST_LOST.format(instance=attempt.instance), None
        case Cause.TIMED_OUT:
            return reasons.TIMED_OUT, None
        case Cause.OUT_OF_MEMORY:
            return reasons.EXITED, reasons.OUT_OF_MEMORY
        case Cause.NOT_STARTED:
            return reasons.NOT_STARTED, reasons.CANNOT_START.format(message=ending.message)
        case Cause.EXITED:
            return reasons.EXITED, None


def conclude(job: Job, attempt: Attempt, status: JobStatus) -> Job:
    """Put a closed attempt with the others, and the job into its next status."""
    again = status is JobStatus.RUNNABLE
    return replace(
        job,
        status=status,
        status_reason=attempt.status_reason,
        attempts=(*job.attempts, attempt),
        current=None,
        started_at=None if again else job.started_at,
        stopped_at=None if again else attempt.stopped_at,
    )
