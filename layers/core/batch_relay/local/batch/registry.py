"""Compute environments, job queues, job definitions and scheduling policies, by ARN."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.errors import RefusedError, existing
from batch_relay.local.batch.jobs.ports import QueueView
from batch_relay.local.batch.jobs.scheduling import Place
from batch_relay.local.batch.jobs.shares import FairShare
from batch_relay.local.batch.scope import resource_name

# Seconds that use of a share counts, if the policy doesn't say.
LEAST_DECAY = 600


@dataclass(slots=True, kw_only=True)
class Registry:
    """What jobs need before they can be submitted, as AWS describes it."""

    compute_environments: dict[str, Document] = field(default_factory=dict[str, Document])
    job_queues: dict[str, Document] = field(default_factory=dict[str, Document])
    job_definitions: dict[str, Document] = field(default_factory=dict[str, Document])
    scheduling_policies: dict[str, Document] = field(default_factory=dict[str, Document])

    def clear(self) -> None:
        """Forget every resource."""
        for each in fields(self):
            getattr(self, each.name).clear()

    def by_priority(self) -> Iterator[QueueView]:
        """List the queues, the most urgent first, each with its enabled compute environments.

        A disabled queue takes no new jobs, but runs those that it has.
        """
        queues = sorted(self.job_queues.values(), key=lambda queue: -int(queue["priority"]))
        for queue in queues:
            yield QueueView(
                arn=queue["jobQueueArn"],
                places=tuple(self._places(queue)),
                shares=self._shares(queue),
            )

    def find(self, resources: dict[str, Document], kind: str, reference: str) -> Document:
        """Find a resource by its name or ARN.

        Raises:
            RefusedError: there is none.
        """
        name = resource_name(reference)
        found = (
            d for arn, d in resources.items() if reference == arn or resource_name(arn) == name
        )
        return existing(next(found, None), f"{kind} {reference}")

    def compute_environment(self, reference: str) -> Document:
        """Find a compute environment by its name or ARN."""
        return self.find(self.compute_environments, "Compute environment", reference)

    def job_queue(self, reference: str) -> Document:
        """Find a job queue by its name or ARN."""
        return self.find(self.job_queues, "Job queue", reference)

    def active_definition(self, reference: str) -> Document:
        """Find a definition by `name:revision` or ARN, or the latest active revision of a name."""
        name, _, revision = resource_name(reference).partition(":")
        revisions = (d for d in self.revisions(name) if revision in {"", str(d["revision"])})
        active = [d for d in revisions if d["status"] == "ACTIVE"]
        if not active:
            message = f"JobDefinition name {reference} does not exist or is not in ACTIVE status"
            raise RefusedError(message)
        return active[-1]

    def revisions(self, name: str) -> list[Document]:
        """List the revisions of a definition, the oldest first."""
        return [d for d in self.job_definitions.values() if d["jobDefinitionName"] == name]

    def tagged(self, arn: str) -> Document | None:
        """Find the resource, other than a job, that has this ARN."""
        resources = self.compute_environments | self.job_queues | self.job_definitions
        return (resources | self.scheduling_policies).get(arn)

    def _shares(self, queue: Document) -> FairShare | None:
        policy = self.scheduling_policies.get(queue.get("schedulingPolicyArn", ""))
        if policy is None:
            return None
        fair = policy.get("fairsharePolicy", {})
        shares = fair.get("shareDistribution", [])
        weights = {each["shareIdentifier"]: float(each.get("weightFactor", 1)) for each in shares}
        return FairShare(
            weights=weights, decay=1000 * (fair.get("shareDecaySeconds") or LEAST_DECAY)
        )

    def _places(self, queue: Document) -> Iterator[Place]:
        order = sorted(queue["computeEnvironmentOrder"], key=lambda entry: int(entry["order"]))
        for entry in order:
            place = self.compute_environments.get(entry["computeEnvironment"])
            if place is not None and place["state"] == "ENABLED":
                yield Place(arn=place["computeEnvironmentArn"], max_vcpus=max_vcpus(place))


def max_vcpus(compute_environment: Document) -> float:
    """Read how many vCPUs a compute environment may use; an unmanaged one has no limit."""
    resources = compute_environment.get("computeResources") or {}
    return float(resources.get("maxvCpus", "inf"))
