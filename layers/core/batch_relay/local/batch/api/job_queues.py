"""Job queues: their priority, and the compute environments that their jobs run on."""

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.rules import check_name, check_tags, page, require
from batch_relay.local.batch.api.shares import check_policy
from batch_relay.local.batch.documents import Document

MAX_ENVIRONMENTS = 3
MEMBERS = ("schedulingPolicyArn", "jobStateTimeLimitActions", "priority", "state")


def create(context: Context, request: Document) -> Document:
    """Create a job queue; it is valid at once."""
    name = request["jobQueueName"]
    check_name("Job queue name", name)
    check_tags(request.get("tags", {}))
    require("serviceEnvironmentOrder" not in request, "Queues of service jobs can't run here.")
    arn = context.scope.arn(f"job-queue/{name}")
    require(arn not in context.registry.job_queues, "Object already exists")
    queue = {
        "jobQueueName": name,
        "jobQueueArn": arn,
        "state": "ENABLED",
        "status": "VALID",
        "statusReason": "JobQueue Healthy",
        "jobQueueType": request.get("jobQueueType", "ECS"),
        "tags": request.get("tags", {}),
        **_changes(context, request, None),
    }
    require(queue.get("computeEnvironmentOrder"), "computeEnvironmentOrder is required.")
    context.registry.job_queues[arn] = queue
    return {"jobQueueName": name, "jobQueueArn": arn}


def describe(context: Context, request: Document) -> Document:
    """Show job queues, all of them or those named; an unknown name is passed over."""
    wanted = set(request.get("jobQueues", []))
    found = [
        queue
        for arn, queue in context.registry.job_queues.items()
        if not wanted or {arn, queue["jobQueueName"]} & wanted
    ]
    items, rest = page(found, request, 100)
    return {"jobQueues": items, **rest}


def update(context: Context, request: Document) -> Document:
    """Change a job queue; jobs that wait are looked at again."""
    queue = context.registry.job_queue(request["jobQueue"])
    queue.update(_changes(context, request, queue))
    context.engine.schedule()
    return {"jobQueueName": queue["jobQueueName"], "jobQueueArn": queue["jobQueueArn"]}


def delete(context: Context, request: Document) -> Document:
    """Delete a disabled job queue, and terminate its jobs."""
    queue = context.registry.job_queue(request["jobQueue"])
    require(queue["state"] == "DISABLED", "Cannot delete, resource is not DISABLED.")
    arn = queue["jobQueueArn"]
    for job in list(context.engine.ledger.jobs.values()):
        if job.queue == arn and not job.status.is_final:
            context.engine.terminate(job, "Job queue deleted")
    del context.registry.job_queues[arn]
    return {}


def _changes(context: Context, request: Document, queue: Document | None) -> Document:
    check_policy(context, request, queue)
    changes = {member: request[member] for member in MEMBERS if member in request}
    require(changes.get("priority", 0) >= 0, "priority must not be negative.")
    if "computeEnvironmentOrder" in request:
        order = request["computeEnvironmentOrder"]
        require(0 < len(order) <= MAX_ENVIRONMENTS, "A queue takes 1 to 3 compute environments.")
        changes["computeEnvironmentOrder"] = [_entry(context, entry) for entry in order]
    return changes


def _entry(context: Context, entry: Document) -> Document:
    environment = context.registry.compute_environment(entry["computeEnvironment"])
    return {
        "order": entry["order"],
        "computeEnvironment": environment["computeEnvironmentArn"],
    }
