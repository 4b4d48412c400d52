"""Scheduling policies: whose jobs go first in a queue."""

from batch_relay.local.batch.api.context import Context
from batch_relay.local.batch.api.rules import check_name, check_tags, page, require
from batch_relay.local.batch.documents import Document, pick

MEMBERS = ("fairsharePolicy", "quotaSharePolicy")


def create(context: Context, request: Document) -> Document:
    """Create a scheduling policy."""
    name = request["name"]
    check_name("Scheduling policy name", name)
    check_tags(request.get("tags", {}))
    arn = context.scope.arn(f"scheduling-policy/{name}")
    require(arn not in context.registry.scheduling_policies, "Object already exists")
    policy = {"name": name, "arn": arn, "tags": request.get("tags", {}), **pick(request, MEMBERS)}
    context.registry.scheduling_policies[arn] = policy
    return {"name": name, "arn": arn}


def describe(context: Context, request: Document) -> Document:
    """Show the policies with these ARNs; an unknown one is passed over."""
    policies = context.registry.scheduling_policies
    return {"schedulingPolicies": [policies[arn] for arn in request["arns"] if arn in policies]}


def list_all(context: Context, request: Document) -> Document:
    """List the ARNs of all policies."""
    arns = [{"arn": arn} for arn in context.registry.scheduling_policies]
    items, rest = page(arns, request, 100)
    return {"schedulingPolicies": items, **rest}


def update(context: Context, request: Document) -> Document:
    """Change a scheduling policy."""
    _find(context, request["arn"]).update(pick(request, MEMBERS))
    return {}


def delete(context: Context, request: Document) -> Document:
    """Delete a policy that no queue uses."""
    arn = _find(context, request["arn"])["arn"]
    queues = context.registry.job_queues.values()
    used = any(queue.get("schedulingPolicyArn") == arn for queue in queues)
    require(not used, "Cannot delete, found existing JobQueue relationship")
    del context.registry.scheduling_policies[arn]
    return {}


def _find(context: Context, reference: str) -> Document:
    registry = context.registry
    return registry.find(registry.scheduling_policies, "Scheduling policy", reference)
