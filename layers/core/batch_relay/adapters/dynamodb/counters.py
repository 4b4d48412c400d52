"""Counts of runs: attributes of the run's item, fed from the table's stream."""

from base64 import b85decode, b85encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.attempts import to_attempt
from batch_relay.adapters.dynamodb.codec import decode, encode, moment
from batch_relay.adapters.dynamodb.counter_names import attribute, counters_of
from batch_relay.adapters.dynamodb.reading import named
from batch_relay.adapters.dynamodb.run_items import read_run, update_run
from batch_relay.domain.counting import Counted, Fold, ItemChange, Standing, differences
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SEEN = "@"
_RUNNING = Standing(status=SampleStatus.RUNNING).name
# An expression of DynamoDB takes 4 KB: 250 counters or so.
MOST_MENDED = 100


@dataclass(frozen=True)
class DynamoCounters:
    """Numbers that grow by ADD, beside the last sequence number of each bucket."""

    client: "DynamoDBClient"
    table: str

    def seen(self, run: RunKey) -> Mapping[str, int]:
        """Return the last sequence number counted, by bucket; NotFoundError without such a run."""
        item = read_run(self.client, self.table, run)
        if not item:
            msg = f"there is no run {run}"
            raise NotFoundError(msg)
        return {
            name.removeprefix(_SEEN): _number(value)
            for name, value in item.items()
            if name.startswith(_SEEN)
        }

    def add(self, run: RunKey, folded: Fold, *, before: Mapping[str, int]) -> None:
        """Add to the counts, if `before` still holds for the buckets; else ConflictError.

        Sequence numbers have up to 40 digits, more than a number of DynamoDB
        holds: they are text, in base 85.
        """
        update_run(self.client, self.table, run, **_update(folded, before))

    def mend(
        self,
        run: RunKey,
        counted: Mapping[str, int],
        *,
        before: Mapping[str, int],
        generation: int,
    ) -> bool:
        """Make the counts these; whether they differed.

        If they didn't, the generation counts as recounted. ConflictError if
        `before`, all that was seen, no longer holds, or there is a newer one.
        Where more than MOST_MENDED differ, the others wait for the next call.
        """
        counters = counters_of(read_run(self.client, self.table, run))
        wrong = dict(islice(differences(counters, counted).items(), MOST_MENDED))
        if wrong:
            self._set(run, wrong, before, generation)
        else:
            self._note(run, generation)
        return bool(wrong)

    def _note(self, run: RunKey, generation: int) -> None:
        update_run(
            self.client,
            self.table,
            run,
            UpdateExpression="SET recounted = :generation",
            ConditionExpression="generation = :generation",
            ExpressionAttributeValues=encode({":generation": generation}),
        )

    def _set(
        self, run: RunKey, wrong: Mapping[str, int], before: Mapping[str, int], generation: int
    ) -> None:
        """Write the counters as long as no bucket has been counted since `before`."""
        names = {f"#c{n}": attribute(name) for n, name in enumerate(wrong)}
        values: dict[str, Any] = {f":c{n}": value for n, value in enumerate(wrong.values())}
        values[":generation"] = generation
        conditions = ["generation = :generation"]
        for n in range(keys.BUCKETS):
            bucket = f"{n:02d}"
            names[f"#s{n}"] = f"{_SEEN}{bucket}"
            conditions.append(_still(n, before.get(bucket), values))
        update_run(
            self.client,
            self.table,
            run,
            UpdateExpression="SET " + ", ".join(f"#c{n} = :c{n}" for n in range(len(wrong))),
            ConditionExpression=" AND ".join(conditions),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=encode(values),
        )


def _update(folded: Fold, before: Mapping[str, int]) -> Any:  # noqa: ANN401 - UpdateItem's own
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    adds: list[str] = []
    sets: list[str] = []
    conditions = ["attribute_exists(pk)"]
    for n, (counter, delta) in enumerate(folded.deltas.items()):
        names[f"#c{n}"], values[f":c{n}"] = attribute(counter), delta
        adds.append(f"#c{n} :c{n}")
    for n, (bucket, last) in enumerate(folded.seen.items()):
        names[f"#s{n}"], values[f":s{n}"] = f"{_SEEN}{bucket}", _text(last)
        sets.append(f"#s{n} = :s{n}")
        conditions.append(_still(n, before.get(bucket), values))
    # `announce` looks at a run that is fresh, and at one of which no sample is RUNNING any more.
    stale = ["fresh"] if _RUNNING in folded.deltas else []
    clauses = [("SET", sets), ("REMOVE", stale), ("ADD", adds)]
    return {
        "UpdateExpression": " ".join(f"{verb} {', '.join(all_)}" for verb, all_ in clauses if all_),
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": encode(values),
    }


def _still(n: int, before: int | None, values: dict[str, Any]) -> str:
    if before is None:
        return f"attribute_not_exists(#s{n})"
    values[f":b{n}"] = _text(before)
    return f"#s{n} = :b{n}"


def _text(sequence: int) -> str:
    return b85encode(sequence.to_bytes((sequence.bit_length() + 7) // 8)).decode()


def _number(text: str) -> int:
    return int.from_bytes(b85decode(text))


def to_changes(records: Iterable[Mapping[str, Any]]) -> Iterable[ItemChange]:
    """Read a batch of the stream; items that are not counted are passed over."""
    for record in records:
        stream = record["dynamodb"]
        old, new = (decode(stream.get(image, {})) for image in ("OldImage", "NewImage"))
        item = new or old
        if item.get("sk", "").startswith("SAMPLE#"):
            yield ItemChange(
                run=RunKey(project=item["project"], workflow=item["workflow"]),
                bucket=item["pk"].rpartition("#")[2],
                sequence=int(stream["SequenceNumber"]),
                old=_standing(old),
                new=_standing(new),
            )


def is_count(name: str) -> bool:
    """Whether an attribute of a run's item says what was counted, and how far."""
    return name.startswith(_SEEN) or name == "recounted" or bool(counters_of({name: 0}))


@named
def to_counted(item: Mapping[str, Any]) -> Counted:
    """Read what is counted of a sample's or an analysis's item."""
    return Counted(standing=_of(item), at=moment(item["updated_at"]))


def _standing(item: Mapping[str, Any]) -> Standing | None:
    return _of(item) if item else None


def _of(item: Mapping[str, Any]) -> Standing:
    if "analysis" in item:
        return Standing.of_analysis(
            item["analysis"],
            item["status"],
            history=tuple(map(to_attempt, item.get("history", ()))),
            generation=item["generation"],
            attempt=item["attempt"],
        )
    return Standing(
        status=item["status"],
        asked=frozenset(item.get("asked", ())),
        skipped=frozenset(item.get("skipped", ())),
    )
