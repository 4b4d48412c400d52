"""Make a job queue, or change one to what it should be."""

from typing import TYPE_CHECKING, Any, cast

from batch_relay.adapters.errors import translated
from batch_relay.compute.differences import differences
from batch_relay.compute.environments import expect_valid, find_environment
from batch_relay.compute.plans import Call
from batch_relay.compute.queue_plans import QueuePlan
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.json_types import Json, JsonObject

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient


def plan_queue(batch: "BatchClient", plan: QueuePlan, *, change: bool) -> list[Call]:
    """Return the calls that make the queue as planned; none if it is so.

    NotFoundError and RefusedError tell of an environment that is not there, or not VALID;
    ConflictError of a queue that is there and differs, unless it is to `change`.
    """
    environments = [find_environment(batch, name) for name in plan.environments]
    for each in environments:
        expect_valid(each)
    account = str(environments[0]["computeEnvironmentArn"]).rpartition(":")[0]
    policy_arn = f"{account}:scheduling-policy/{plan.name}"
    calls = [*_policy(batch, plan, policy_arn), plan.queue(policy_arn)]
    queue = _describe(batch, plan.name)
    if queue is None:
        return calls
    if plan.shares and not queue.get("schedulingPolicyArn"):
        msg = (
            f"Queue {plan.name} was made without shares, and AWS Batch can't add them: "
            "make a queue of another name, or delete this one first."
        )
        raise ConflictError(msg)
    found = plan.differs_from(queue, policy_arn)
    if found and not change:
        told = "; ".join(f"{one.path} is {one.before}, not {one.after}" for one in found)
        msg = f"Queue {plan.name} is there and differs ({told}); --update changes it."
        raise ConflictError(msg)
    return [*calls[:-1], *([plan.queue_update(policy_arn)] if found else [])]


def _policy(batch: "BatchClient", plan: QueuePlan, arn: str) -> list[Call]:
    """Return what makes or changes the scheduling policy, if the queue is to have one."""
    wanted = plan.policy()
    if not wanted:
        return []
    with translated():
        found = batch.describe_scheduling_policies(arns=[arn])["schedulingPolicies"]
    if not found:
        return [wanted]
    shares = wanted.request["fairsharePolicy"]
    if not list(differences(cast("Json", found[0].get("fairsharePolicy")), shares)):
        return []
    request: JsonObject = {"arn": arn, "fairsharePolicy": shares}
    return [Call(operation="UpdateSchedulingPolicy", request=request)]


def _describe(batch: "BatchClient", name: str) -> JsonObject | None:
    with translated():
        found: Any = batch.describe_job_queues(jobQueues=[name])["jobQueues"]
    return cast("JsonObject", found[0]) if found else None
