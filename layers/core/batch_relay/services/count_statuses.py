"""Keep each run's counts from the stream of its items."""

from collections import defaultdict
from collections.abc import Iterable

from batch_relay.domain.counting import ItemChange, fold
from batch_relay.domain.runs import RunKey
from batch_relay.services.persist import persist
from batch_relay.services.ports import Counters


def count_statuses(changes: Iterable[ItemChange], *, counters: Counters) -> int:
    """Add a batch of changes to their runs' counts; return how many runs it touched.

    A stream replays a batch whole or in part after a failure: what a run has
    counted is told apart by the last sequence number of each bucket, stored
    with the counts in one conditional write.
    """
    by_run: defaultdict[RunKey, list[ItemChange]] = defaultdict(list)
    for change in changes:
        by_run[change.run].append(change)
    for run, its_changes in by_run.items():
        _count(run, its_changes, counters)
    return len(by_run)


def _count(run: RunKey, changes: list[ItemChange], counters: Counters) -> None:
    def add() -> None:
        seen = counters.seen(run)
        folded = fold(changes, seen=seen)
        if folded.seen:
            counters.add(run, folded, before=seen)

    persist(add)
