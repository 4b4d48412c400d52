"""Runs, and their counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.codec import decode, encode, iso, moment
from batch_relay.adapters.dynamodb.counter_names import counters_of
from batch_relay.adapters.dynamodb.reading import named
from batch_relay.adapters.dynamodb.run_items import read_run, update_run
from batch_relay.adapters.errors import translated
from batch_relay.domain.counting import to_counts
from batch_relay.domain.runs import Run, RunKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class DynamoRuns:
    """Runs beside their project; counts are attributes that only the stream's reader adds to."""

    client: "DynamoDBClient"
    table: str

    def get(self, key: RunKey) -> Run | None:
        """Return the run with its counts, if there is one."""
        item = read_run(self.client, self.table, key)
        return to_run(item) if item else None

    def begin(self, run: Run) -> None:
        """Store a run whose generation is one above the stored one, else ConflictError.

        Counts, what earlier ones have not sent, and whether it is paused or cancelled
        stay as they are stored; so do its budget and priority, unless the new one has one.
        """
        fields = _fields(run)
        names = {f"#{name}": name for name in fields}
        update_run(
            self.client,
            self.table,
            run.key,
            UpdateExpression="SET " + ", ".join(map(_assignment, fields)),
            ConditionExpression="attribute_not_exists(pk) OR generation = :before",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=encode(
                {f":{name}": value for name, value in fields.items()}
                | {":before": run.generation - 1}
            ),
        )

    def sent(self, key: RunKey, generation: int) -> None:
        """Forget what the generation had still to send."""
        update_run(
            self.client,
            self.table,
            key,
            UpdateExpression=f"REMOVE {_UNSENT}{generation:d}",
            ConditionExpression="attribute_exists(pk)",
        )

    def cancel(self, key: RunKey, *, generation: int, reason: str) -> None:
        """Make all generations up to this, the newest, dead; ConflictError if there is a newer."""
        update_run(
            self.client,
            self.table,
            key,
            UpdateExpression="SET cancelled = :generation, reason = :reason",
            ConditionExpression="generation = :generation",
            ExpressionAttributeValues=encode({":generation": generation, ":reason": reason}),
        )

    def pause(self, key: RunKey, *, paused: bool) -> None:
        """Hold, or let go, the submissions of a run; ConflictError if there is none."""
        update_run(
            self.client,
            self.table,
            key,
            UpdateExpression="SET paused = :paused",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues=encode({":paused": paused}),
        )

    def limit(self, key: RunKey, *, budget: int | None) -> None:
        """Let a run spend so many micro-dollars, or any; ConflictError if there is none."""
        change: Any = {"UpdateExpression": "REMOVE budget"}
        if budget is not None:
            change = {
                "UpdateExpression": "SET budget = :budget",
                "ExpressionAttributeValues": encode({":budget": budget}),
            }
        update_run(
            self.client,
            self.table,
            key,
            ConditionExpression="attribute_exists(pk)",
            **change,
        )

    def prioritize(self, key: RunKey, *, priority: int) -> None:
        """Give the jobs of a run that priority from now on; ConflictError if there is none."""
        update_run(
            self.client,
            self.table,
            key,
            UpdateExpression="SET priority = :priority",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues=encode({":priority": priority}),
        )

    def list(self, project: str) -> tuple[Run, ...]:
        """Return the runs of a project."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=encode({":pk": keys.project(project)["pk"], ":sk": "RUN#"}),
        )
        with translated():
            return tuple(to_run(decode(item)) for page in pages for item in page["Items"])

    def all(self) -> tuple[RunKey, ...]:
        """Return every run's key, from the index."""
        pages = self.client.get_paginator("query").paginate(
            TableName=self.table,
            IndexName=keys.LISTING,
            KeyConditionExpression="list_pk = :runs",
            ExpressionAttributeValues=encode({":runs": keys.RUNS}),
        )
        with translated():
            found = [decode(item) for page in pages for item in page["Items"]]
        return tuple(
            RunKey(
                project=item["pk"].removeprefix("PROJECT#"),
                workflow=item["sk"].removeprefix("RUN#"),
            )
            for item in found
        )


# What cancel and pause write; a start that read the run before them must not undo it.
_KEPT = {"cancelled", "paused"}
# An attribute for each generation that has something to send.
_UNSENT = "unsent_"


def _assignment(name: str) -> str:
    return f"#{name} = if_not_exists(#{name}, :{name})" if name in _KEPT else f"#{name} = :{name}"


def _fields(run: Run) -> dict[str, Any]:
    kept = run.unsent.get(run.generation)
    unsent = {f"{_UNSENT}{run.generation}": kept} if kept else {}
    return unsent | {
        "project": run.key.project,
        "workflow": run.key.workflow,
        "generation": run.generation,
        "version": run.version,
        "analyses": list(run.analyses),
        "expected": {str(generation): n for generation, n in run.expected.items()},
        "selection": run.selection,
        "manifest": run.manifest,
        "samples": run.samples,
        "created_at": iso(run.created_at),
        "cancelled": run.cancelled,
        "paused": run.paused,
        "reason": run.reason,
        "owner": run.owner,
        "correlation_id": run.correlation_id,
        "has_summary": run.has_summary,
        "follows": run.follows,
        "fresh": True,
        "list_pk": keys.RUNS,
        "list_sk": f"{run.key.project}#{run.key.workflow}",
        "fair_queues": sorted(run.fair_queues),
        **({} if run.budget is None else {"budget": run.budget}),
        **({} if run.priority is None else {"priority": run.priority}),
    }


@named
def to_run(item: Mapping[str, Any]) -> Run:
    """Read a run's item."""
    return Run(
        key=RunKey(project=item["project"], workflow=item["workflow"]),
        generation=item["generation"],
        version=item["version"],
        analyses=tuple(item["analyses"]),
        expected={int(generation): n for generation, n in item["expected"].items()},
        selection=item["selection"],
        manifest=item["manifest"],
        created_at=moment(item["created_at"]),
        samples=item.get("samples", 0),
        cancelled=item["cancelled"],
        paused=item["paused"],
        reason=item["reason"],
        unsent={
            int(name.removeprefix(_UNSENT)): kept
            for name, kept in item.items()
            if name.startswith(_UNSENT)
        },
        recounted=item.get("recounted", 0),
        budget=item.get("budget"),
        priority=item.get("priority"),
        fair_queues=frozenset(item.get("fair_queues", ())),
        owner=item.get("owner", ""),
        correlation_id=item.get("correlation_id", ""),
        has_summary=item.get("has_summary", False),
        follows=item.get("follows", 0),
        counts=to_counts(counters_of(item)),
    )
