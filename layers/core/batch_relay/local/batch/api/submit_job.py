"""Submit a job, or an array of jobs."""

import json
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

from batch_relay.local.batch.api.containers import (
    check_amounts,
    check_environment,
    override,
    variables,
)
from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.dependencies import check_dependencies, waits_for
from batch_relay.local.batch.api.limits import check_retry, check_size, check_timeout
from batch_relay.local.batch.api.rules import check_name, check_tags, require
from batch_relay.local.batch.api.shares import check_share
from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.jobs.job import Job, JobStatus, RetryRule, RetryStrategy
from batch_relay.local.batch.jobs.placeholders import substitute
from batch_relay.local.batch.jobs.resources import demand

JOB_KIB = 30
OVERRIDES_LENGTH = 8192
ARRAY_SIZES = range(2, 10_001)
ELSEWHERE = (
    "nodeOverrides",
    "eksPropertiesOverride",
    "ecsPropertiesOverride",
    "consumableResourcePropertiesOverride",
)


def submit(context: Context, request: Document) -> Document:
    """Submit a job; it starts when there is room, perhaps before this returns."""
    _check(context, request)
    queue = context.registry.job_queue(request["jobQueue"])
    is_open = queue["state"] == "ENABLED"
    require(is_open, f"Job queue {queue['jobQueueName']} is DISABLED: it takes no jobs.")
    definition = context.registry.active_definition(request["jobDefinition"])
    check_share(queue, definition, request)
    job = _job(context, request, definition, queue["jobQueueArn"])
    context.engine.submit([job, *_children(job)])
    return {"jobArn": job.arn, "jobName": job.name, "jobId": job.id}


def _check(context: Context, request: Document) -> None:
    check_size("Job", request, JOB_KIB)
    check_name("Job name", request["jobName"])
    check_tags(request.get("tags", {}))
    for member in ELSEWHERE:
        require(member not in request, f"Jobs with {member} can't run here.")
    overrides = request.get("containerOverrides", {})
    is_short = len(json.dumps(overrides)) <= OVERRIDES_LENGTH
    require(is_short, f"Container Overrides length must be at most {OVERRIDES_LENGTH}")
    check_environment(overrides)
    check_amounts(overrides)
    check_retry(request.get("retryStrategy"))
    check_timeout(request.get("timeout"), context.settings.minimum_timeout)
    size = request.get("arrayProperties", {}).get("size")
    require(size is None or size in ARRAY_SIZES, "Array size must be between 2 and 10000.")
    check_dependencies(context.engine.ledger.jobs, request.get("dependsOn", []), size)


def _job(context: Context, request: Document, definition: Document, queue: str) -> Job:
    job_id = str(uuid4())
    parameters = {**definition["parameters"], **request.get("parameters", {})}
    container = override(definition["containerProperties"], request.get("containerOverrides", {}))
    container["command"] = substitute(container.get("command", []), parameters)
    dependencies = request.get("dependsOn", [])
    size = request.get("arrayProperties", {}).get("size")
    timeout = request.get("timeout") or definition.get("timeout") or {}
    return Job(
        id=job_id,
        arn=context.scope.arn(f"job/{job_id}"),
        name=request["jobName"],
        queue=queue,
        definition=definition["jobDefinitionArn"],
        status=JobStatus.SUBMITTED,
        created_at=context.engine.clock(),
        container=container,
        demand=demand(container),
        environment=variables(container),
        parameters=parameters,
        tags=request.get("tags", {}),
        dependencies=dependencies,
        waits_for=frozenset() if size else waits_for(dependencies),
        retry=_retry(request.get("retryStrategy") or definition.get("retryStrategy") or {}),
        timeout=timeout.get("attemptDurationSeconds"),
        size=size,
        share=request.get("shareIdentifier"),
        priority=request.get("schedulingPriorityOverride", definition.get("schedulingPriority")),
        propagates_tags=bool(request.get("propagateTags", definition.get("propagateTags"))),
        platforms=definition.get("platformCapabilities", []),
    )


def _children(array: Job) -> Iterator[Job]:
    is_sequence = any(each.get("type") == "SEQUENTIAL" for each in array.dependencies)
    for index in range(array.size or 0):
        before = {f"{array.id}:{index - 1}"} if is_sequence and index else set[str]()
        yield replace(
            array,
            id=f"{array.id}:{index}",
            arn=f"{array.arn}:{index}",
            waits_for=waits_for(array.dependencies, index) | before,
            size=None,
            parent=array.id,
            index=index,
            siblings=array.size,
        )


def _retry(document: Document) -> RetryStrategy:
    rules = tuple(
        RetryRule(
            action=rule["action"],
            on_exit_code=rule.get("onExitCode"),
            on_reason=rule.get("onReason"),
            on_status_reason=rule.get("onStatusReason"),
        )
        for rule in document.get("evaluateOnExit", [])
    )
    return RetryStrategy(attempts=document.get("attempts", 1), rules=rules)
