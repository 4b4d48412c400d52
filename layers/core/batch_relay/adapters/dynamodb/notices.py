"""What the table's stream tells that others may want to know."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from batch_relay.adapters.dynamodb.analyses import to_analysis
from batch_relay.adapters.dynamodb.codec import decode
from batch_relay.adapters.dynamodb.runs import to_run
from batch_relay.adapters.dynamodb.samples import to_sample
from batch_relay.domain.notices import Notice, of_analysis, of_budget, of_run, of_sample


def to_notices(records: Iterable[Mapping[str, Any]]) -> Iterator[Notice]:
    """Read a batch of the stream; most changes are worth no notice."""
    for record in records:
        stream = record["dynamodb"]
        old, new = (decode(stream.get(image, {})) for image in ("OldImage", "NewImage"))
        if new:
            yield from _notices(old, new)


def _notices(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Notice]:
    match new["sk"].split("#"):
        case ["RUN", _]:
            before, now = to_run(old) if old else None, to_run(new)
            yield from of_run(before, now)
            yield from of_budget(before, now)
        case ["SAMPLE", _, "ANALYSIS", _]:
            yield from of_analysis(to_analysis(old) if old else None, to_analysis(new))
        case ["SAMPLE", _, ""]:
            yield from of_sample(to_sample(old) if old else None, to_sample(new))
        case _:
            pass
