"""The port on AWS Batch's queues and job definitions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.errors import translated
from batch_relay.domain.catalog import (
    JobDefinition,
    JobQueue,
    Surroundings,
    Wanted,
    references_in,
    short_name,
)

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

# Quota of DescribeJobDefinitions and DescribeJobQueues.
MAX_DESCRIBED = 100


@dataclass(frozen=True)
class BatchCatalog:
    """What AWS Batch has; `queues` and `buckets` are those that the stack may use."""

    client: "BatchClient"
    queues: tuple[str, ...] | None = None
    buckets: tuple[str, ...] | None = None

    def find(self, wanted: Wanted) -> Surroundings:
        """Return what there is of that: a call for queues, one for revisions, one a bare name."""
        with translated():
            queues = dict(self._queues(wanted.queues))
            definitions = dict(self._definitions(wanted.definitions))
        return Surroundings(
            queues=queues, definitions=definitions, usable=self.queues, buckets=self.buckets
        )

    def _queues(self, names: Iterable[str]) -> Iterator[tuple[str, JobQueue]]:
        """Yield queues; names are asked for, as an ARN of elsewhere would be refused."""
        short = sorted({short_name(name) for name in names})
        found: dict[str, JobQueue] = {}
        for first in range(0, len(short), MAX_DESCRIBED):
            asked = short[first : first + MAX_DESCRIBED]
            reply = self.client.describe_job_queues(jobQueues=asked)
            found |= {one["jobQueueName"]: to_queue(one) for one in reply["jobQueues"]}
        return ((name, found[short_name(name)]) for name in names if short_name(name) in found)

    def _definitions(self, names: Iterable[str]) -> Iterator[tuple[str, JobDefinition]]:
        revisions = sorted({short_name(name) for name in names if _has_revision(name)})
        found: dict[str, JobDefinition] = {}
        if revisions:
            reply = self.client.describe_job_definitions(jobDefinitions=revisions)
            active = (one for one in reply["jobDefinitions"] if one["status"] == "ACTIVE")
            found = {f"{one['jobDefinitionName']}:{one['revision']}": _read(one) for one in active}
        for name in {short_name(name) for name in names} - set(revisions):
            found |= self._newest(name)
        return ((name, found[short_name(name)]) for name in names if short_name(name) in found)

    def _newest(self, name: str) -> Mapping[str, JobDefinition]:
        pages = self.client.get_paginator("describe_job_definitions").paginate(
            jobDefinitionName=name, status="ACTIVE"
        )
        revisions = [one for page in pages for one in page["jobDefinitions"]]
        if not revisions:
            return {}
        return {name: _read(max(revisions, key=lambda one: one["revision"]))}


def to_queue(document: Any) -> JobQueue:  # noqa: ANN401 - AWS's JobQueueDetail
    """Read a queue."""
    return JobQueue(
        name=document["jobQueueName"],
        state=document["state"],
        status=document.get("status", ""),
        reason=document.get("statusReason", ""),
        scheduling_policy=document.get("schedulingPolicyArn", ""),
    )


def to_definition(document: Mapping[str, Any]) -> JobDefinition:
    """Read a job definition, whatever it runs on."""
    named = ("containerProperties", "ecsProperties", "eksProperties", "nodeProperties")
    parts = [document[name] for name in named if name in document]
    return JobDefinition(
        references=references_in(*parts),
        parameters=frozenset(document.get("parameters") or {}),
    )


def _read(document: Any) -> JobDefinition:  # noqa: ANN401 - AWS's JobDefinition
    return to_definition(document)


def _has_revision(reference: str) -> bool:
    return ":" in short_name(reference)
