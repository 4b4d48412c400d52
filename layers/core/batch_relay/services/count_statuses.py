"""Keep each run's counts from the stream of its items."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from batch_relay.domain.counting import ItemChange, fold
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.runs import RunKey
from batch_relay.services.persist import persist
from batch_relay.services.ports import Counters

# An expression of DynamoDB takes 300 operators and 4 KB.
MOST_COUNTERS = 200


def count_statuses(
    changes: Iterable[ItemChange],
    *,
    counters: Counters,
    counted: Callable[[RunKey], object] = bool,
) -> int:
    """Add a batch of changes to their runs' counts; return how many runs it counted.

    A stream replays a batch whole or in part after a failure: what a run has
    counted is told apart by the last sequence number of each bucket, stored
    with the counts in one conditional write. Each run is told as `counted`, once or again.
    Items without a run are passed over: they must not hold up those of others.
    """
    by_run: defaultdict[RunKey, list[ItemChange]] = defaultdict(list)
    for change in changes:
        by_run[change.run].append(change)
    known = [run for run, changes in by_run.items() if _count(run, changes, counters)]
    for run in known:
        counted(run)
    return len(known)


def _count(run: RunKey, changes: list[ItemChange], counters: Counters) -> bool:
    """Add the changes of a run, in their order, by parts where they touch too many counters.

    False if there is no such run.
    """

    def add() -> None:
        seen = counters.seen(run)
        for part in _parts(changes):
            folded = fold(part, seen=seen)
            if folded.seen:
                counters.add(run, folded, before=seen)
                seen = {**seen, **folded.seen}

    try:
        persist(add)
    except NotFoundError:
        return False
    return True


def _parts(changes: list[ItemChange]) -> Iterator[list[ItemChange]]:
    names: set[str] = set()
    part: list[ItemChange] = []
    for change in sorted(changes, key=lambda one: one.sequence):
        touched = {name for one in (change.old, change.new) if one for name in one.counters}
        if part and len(names | touched) > MOST_COUNTERS:
            yield part
            names, part = set(), []
        names |= touched
        part.append(change)
    if part:
        yield part
