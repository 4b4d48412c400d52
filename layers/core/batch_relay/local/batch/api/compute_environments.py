"""Compute environments: how many vCPUs the jobs of a queue may use at once."""

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.rules import check_name, check_tags, page, require
from batch_relay.local.batch.documents import Document

SERVICE_LINKED_ROLE = "role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch"
# What changes without new instances.
SCALING = {"minvCpus", "maxvCpus", "desiredvCpus"}
MEMBERS = ("unmanagedvCpus", "serviceRole", "context", "computeResources", "ecsSettings")


def create(context: Context, request: Document) -> Document:
    """Create a compute environment; it is valid at once."""
    name = request["computeEnvironmentName"]
    check_name("Compute environment name", name)
    check_tags(request.get("tags", {}))
    is_managed = request["type"] == "MANAGED"
    require(not is_managed or request.get("computeResources"), "computeResources are required.")
    require("eksConfiguration" not in request, "Compute environments on EKS can't run here.")
    arn = context.scope.arn(f"compute-environment/{name}")
    require(arn not in context.registry.compute_environments, "Object already exists")
    context.registry.compute_environments[arn] = {
        "computeEnvironmentName": name,
        "computeEnvironmentArn": arn,
        "ecsClusterArn": context.scope.arn(f"cluster/{name}", service="ecs"),
        "type": request["type"],
        "state": request.get("state", "ENABLED"),
        "status": "VALID",
        "statusReason": "ComputeEnvironment Healthy",
        "containerOrchestrationType": "ECS",
        "tags": request.get("tags", {}),
        "serviceRole": f"arn:aws:iam::{context.scope.account}:{SERVICE_LINKED_ROLE}",
        **{member: request[member] for member in MEMBERS if member in request},
    }
    return {"computeEnvironmentName": name, "computeEnvironmentArn": arn}


def describe(context: Context, request: Document) -> Document:
    """Show compute environments, all of them or those named; an unknown name is passed over."""
    wanted = set(request.get("computeEnvironments", []))
    found = [
        environment
        for arn, environment in context.registry.compute_environments.items()
        if not wanted or {arn, environment["computeEnvironmentName"]} & wanted
    ]
    items, rest = page(found, request, 100)
    return {"computeEnvironments": items, **rest}


def update(context: Context, request: Document) -> Document:
    """Change a compute environment; jobs that wait for room are looked at again."""
    environment = context.registry.compute_environment(request["computeEnvironment"])
    _check_update(environment, request)
    changes = {member: request[member] for member in (*MEMBERS, "state") if member in request}
    if "computeResources" in changes:
        changes["computeResources"] = {
            **environment.get("computeResources", {}),
            **changes["computeResources"],
        }
        # It is asked once, and not kept.
        changes["computeResources"].pop("updateToLatestImageVersion", None)
    environment.update(changes)
    context.engine.schedule()
    return {
        "computeEnvironmentName": environment["computeEnvironmentName"],
        "computeEnvironmentArn": environment["computeEnvironmentArn"],
    }


def _check_update(environment: Document, request: Document) -> None:
    """Refuse what AWS does not change in place: more than the scale needs both of these."""
    if not request.get("computeResources", {}).keys() - SCALING:
        return
    is_linked = environment.get("serviceRole", SERVICE_LINKED_ROLE).endswith(SERVICE_LINKED_ROLE)
    require(is_linked, "An infrastructure update needs the service-linked role of AWS Batch.")
    strategy = environment.get("computeResources", {}).get("allocationStrategy", "BEST_FIT")
    require(
        strategy != "BEST_FIT",
        "An infrastructure update is not supported with the allocation strategy BEST_FIT.",
    )


def delete(context: Context, request: Document) -> Document:
    """Delete a compute environment that is disabled and that no queue uses."""
    environment = context.registry.compute_environment(request["computeEnvironment"])
    arn = environment["computeEnvironmentArn"]
    require(environment["state"] == "DISABLED", "Cannot delete, resource is not DISABLED.")
    used = any(
        entry["computeEnvironment"] == arn
        for queue in context.registry.job_queues.values()
        for entry in queue["computeEnvironmentOrder"]
    )
    require(not used, "Cannot delete, found existing JobQueue relationship")
    del context.registry.compute_environments[arn]
    return {}
