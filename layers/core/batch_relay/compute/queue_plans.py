"""Plan a job queue: its environments in order, its shares, what becomes of jobs that wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from batch_relay.compute.differences import Difference, differences
from batch_relay.compute.plans import Call
from batch_relay.domain.json_types import Json, JsonObject

# The reasons for which AWS Batch can end a job that waits at the head of its queue.
STUCK = (
    "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY",
    "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
    "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePlan:
    """A job queue as it should be.

    `environments` are names, the first one filled first. `shares` give each share identifier
    its weight, the smaller the more; they need a scheduling policy, which is made with the
    queue and has its name. After `stuck_after` seconds (600 to 86,400), a job that can't be
    placed is ended, for the reason to be seen and acted on; 0 lets it wait.
    """

    name: str
    environments: Sequence[str]
    priority: int = 1
    shares: Mapping[str, float] = field(default_factory=dict[str, float])
    stuck_after: int = 0
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    def policy(self) -> Call | None:
        """Return what makes the scheduling policy, if there are shares."""
        if not self.shares:
            return None
        shares: Json = [
            {"shareIdentifier": share, "weightFactor": weight}
            for share, weight in self.shares.items()
        ]
        request: JsonObject = {
            "name": self.name,
            "fairsharePolicy": {"shareDistribution": shares},
            "tags": dict(self.tags),
        }
        return Call(operation="CreateSchedulingPolicy", request=request)

    def queue(self, policy_arn: str) -> Call:
        """Return what makes the queue."""
        return Call(operation="CreateJobQueue", request=self._request(policy_arn))

    def queue_update(self, policy_arn: str) -> Call:
        """Return what changes the queue to this; its tags stay."""
        wanted = dict(self._request(policy_arn))
        name, _ = wanted.pop("jobQueueName"), wanted.pop("tags")
        return Call(operation="UpdateJobQueue", request={"jobQueue": name, **wanted})

    def differs_from(self, queue: JsonObject, policy_arn: str) -> list[Difference]:
        """Return what is otherwise in a queue that is there; tags aside."""
        wanted = self._request(policy_arn)
        return [
            each
            for key in wanted.keys() - {"jobQueueName", "tags", "state"}
            for each in differences(_named(queue.get(key)), _named(wanted[key]), key)
        ]

    def _request(self, policy_arn: str) -> JsonObject:
        order: Json = [
            {"order": place, "computeEnvironment": name}
            for place, name in enumerate(self.environments, start=1)
        ]
        policy: JsonObject = {"schedulingPolicyArn": policy_arn} if self.shares else {}
        return {
            "jobQueueName": self.name,
            "state": "ENABLED",
            "priority": self.priority,
            "computeEnvironmentOrder": order,
            **policy,
            "jobStateTimeLimitActions": self._time_limits(),
            "tags": dict(self.tags),
        }

    def _time_limits(self) -> Json:
        if not self.stuck_after:
            return []
        return [
            {
                "reason": reason,
                "state": "RUNNABLE",
                "maxTimeSeconds": self.stuck_after,
                "action": "CANCEL",
            }
            for reason in STUCK
        ]


def _named(value: Json) -> Json:
    """Return the value with environments by name, where AWS tells their ARNs."""
    if isinstance(value, list):
        return [_named(item) for item in value]
    if isinstance(value, dict) and "computeEnvironment" in value:
        name = str(value["computeEnvironment"]).rpartition("/")[2]
        return {**value, "computeEnvironment": name}
    return value
