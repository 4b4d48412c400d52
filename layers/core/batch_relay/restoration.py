"""Bring the items of a copy of the table, such as a restored backup, into a stack's own.

It asks AWS itself, with the caller's own permissions: cloudformation:DescribeStacks; for the copy
dynamodb:DescribeTable and Scan; for the stack's table GetItem, UpdateItem and BatchWriteItem.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from batch_relay.adapters.dynamodb.counters import is_count
from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import NotFoundError, RefusedError, UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item: TypeAlias = Mapping[str, Any]
# DynamoDB's quota of a BatchWriteItem.
_BATCH = 25
_WORKERS = 8
# The SDK waits between calls that are throttled whole; what a call left over is sent again.
_TRIES = 50
_KEYS = ["pk", "sk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """From a copy to the table that a stack uses."""

    dynamodb: "DynamoDBClient"
    source: str
    target: str

    def copy(self) -> int:
        """Write each item of the copy over the table's; return how many; again is harmless.

        Runs come first, for the stream feeds their counts with what follows; samples come last,
        so that nothing of a sample is missing when somebody finds it.
        """
        self._check()
        turns = (_is_run, _is_beside, _is_sample)
        with ThreadPoolExecutor(_WORKERS) as pool:
            return sum(sum(pool.map(partial(self._part, turn), range(_WORKERS))) for turn in turns)

    def _check(self) -> None:
        if self.source == self.target:
            msg = f"{self.source} is the stack's own table; name a copy of it."
            raise RefusedError(msg)
        with translated(ResourceNotFoundException=NotFoundError):
            found = self.dynamodb.describe_table(TableName=self.source)["Table"]
        keys, status = [one["AttributeName"] for one in found["KeySchema"]], found["TableStatus"]
        if keys != _KEYS or status != "ACTIVE":
            msg = (
                f"{self.source} is {status}, its key {'/'.join(keys)}; ACTIVE and pk/sk is wanted."
            )
            raise RefusedError(msg)

    def _part(self, wanted: Callable[[Item], bool], segment: int) -> int:
        """Copy one of `_WORKERS` parts of what is wanted."""
        pages = self.dynamodb.get_paginator("scan").paginate(
            TableName=self.source, Segment=segment, TotalSegments=_WORKERS, ConsistentRead=True
        )
        copied = 0
        with translated():
            for page in pages:
                items = [item for item in page["Items"] if wanted(item)]
                self._put_runs(items) if wanted is _is_run else self._put(items)
                copied += len(items)
        return copied

    def _put(self, items: Sequence[Item]) -> None:
        for first in range(0, len(items), _BATCH):
            self._put_batch([{"PutRequest": {"Item": i}} for i in items[first : first + _BATCH]])

    def _put_batch(self, requests: list[Any]) -> None:
        left = {self.target: requests}
        for _ in range(_TRIES):
            if not left:
                return
            left = dict(self.dynamodb.batch_write_item(RequestItems=left)["UnprocessedItems"])
        msg = f"{self.target} takes no more writes at present; try again later."
        raise UnavailableError(msg)

    def _put_runs(self, runs: Sequence[Item]) -> None:
        for run in runs:
            key = {name: run[name] for name in _KEYS}
            there = self.dynamodb.get_item(TableName=self.target, Key=key, ConsistentRead=True)
            change = _replacing(there.get("Item", {}), run)
            self.dynamodb.update_item(TableName=self.target, Key=key, **change)


def _sk(item: Item) -> str:
    return str(item["sk"]["S"])


def _is_run(item: Item) -> bool:
    return _sk(item).startswith("RUN#")


def _is_sample(item: Item) -> bool:
    return _sk(item).startswith("SAMPLE#") and _sk(item).endswith("#")


def _is_beside(item: Item) -> bool:
    """Whether it is neither; how far the reconciler had come is not worth knowing."""
    is_bookmark = item["pk"]["S"] == "RECONCILE"
    return not (_is_run(item) or _is_sample(item) or is_bookmark)


def _replacing(there: Item, run: Item) -> Any:  # noqa: ANN401 - UpdateItem's own
    """Return the change that makes one run the other, but for its counts."""
    fields = dict(_fields(run))
    gone = [name for name, _ in _fields(there) if name not in fields]
    names = {f"#{n}": name for n, name in enumerate([*fields, *gone])}
    places = {name: place for place, name in names.items()}
    sets = ", ".join(f"{places[name]} = :{n}" for n, name in enumerate(fields))
    removes = ", ".join(places[name] for name in gone)
    return {
        "UpdateExpression": f"SET {sets}" + (f" REMOVE {removes}" if gone else ""),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {f":{n}": value for n, value in enumerate(fields.values())},
    }


def _fields(run: Item) -> Iterator[tuple[str, Any]]:
    """Return the attributes but its counts: they are true of the table that was counted."""
    return ((n, v) for n, v in run.items() if n not in _KEYS and not is_count(n))
