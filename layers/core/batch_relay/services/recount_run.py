"""Count a run again from its items, and mend counts that differ."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from batch_relay.domain.counting import Tally
from batch_relay.domain.runs import Run
from batch_relay.services.ports import Analyses, Counters
from batch_relay.services.repairs import Repair, Repaired

# A stream keeps its records for 24 hours: what has not been counted after that never will be.
STREAM_KEEPS = timedelta(hours=25)


def recount_run(
    run: Run, start: Tally | None, *, now: datetime, analyses: Analyses, counters: Counters
) -> Iterator[Tally | Repaired]:
    """Mend the counts of a run that nothing has changed for a day, nor begun, if they are wrong.

    Reads every item, up to the first that has changed since: its change may still
    be on its way through the stream, and would be counted twice. Before each page
    it yields how far it is, for another to go on from there. ConflictError if the
    stream moves on meanwhile.
    """
    if run.created_at > now - STREAM_KEEPS:
        return
    tally, more = start or Tally(seen=counters.seen(run.key)), True
    while more:
        yield tally
        page = analyses.standings(run.key, after=tally.after)
        if any(one.at > now - STREAM_KEEPS for one in page.items):
            return
        tally, more = tally.plus(page.items, after=page.next), page.next is not None
    if counters.mend(run.key, tally.counted, before=tally.seen, generation=run.generation):
        yield Repaired(kind=Repair.COUNTS_MENDED, run=run.key, reason="a recount differed")
