"""Count a run again from its items, and mend counts that differ."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.counting import Standing, started
from batch_relay.domain.runs import Run, SampleState
from batch_relay.services.ports import Analyses, Counters, Samples
from batch_relay.services.repair_samples import Repair

# A query each: more would outlast the sweep.
MOST_SAMPLES = 10_000
# A stream keeps its records for 24 hours: what has not been counted after that never will be.
STREAM_KEEPS = timedelta(hours=25)


def recount_run(
    run: Run, *, now: datetime, samples: Samples, analyses: Analyses, counters: Counters
) -> Iterator[Repair]:
    """Mend the counts of a run that nothing has changed for a day, if they are wrong.

    Reads every sample and its analyses, up to the first that has changed since:
    its change may still be on its way through the stream, and would be counted
    twice. A resubmission that broke off and was not asked for again counts as
    begun: its samples stay as they are. ConflictError if the stream moves on
    meanwhile.
    """
    if sum(run.counts.samples.values()) > MOST_SAMPLES:
        return
    seen = counters.seen(run.key)
    counted: Counter[str] = Counter()
    begun = 0
    for sample in _all(run, samples):
        states = analyses.list(run.key, sample.sample.name)
        last = max([sample.updated_at, *(state.updated_at for state in states)])
        if last > now - STREAM_KEEPS:
            return
        begun += 1
        counted[Standing(status=sample.status).name] += 1
        counted.update(_name(state) for state in states)
    counted.update({started(g): named for g, named in run.abandoned(begun).items()})
    if counters.mend(run.key, counted, before=seen):
        yield Repair.COUNTS_MENDED


def _name(state: AnalysisState) -> str:
    return Standing(status=state.status, analysis=state.key.analysis).name


def _all(run: Run, samples: Samples) -> Iterator[SampleState]:
    after: str | None = None
    while True:
        page = samples.list(run.key, after=after)
        yield from page.items
        after = page.next
        if after is None:
            return
