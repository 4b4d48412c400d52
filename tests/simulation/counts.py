"""The counts of a run at rest: what a recount of its items says."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.statuses import AnalysisStatus
from tests.simulation.storage import Stream
from tests.simulation.tables import Tables
from tests.simulation.violation import BrokenRuleError, Rule

# What an array's reason begins with.
_INDICES = re.compile(r"^ind(ex|ices) [^:]*: ")


def check_counts(run: Run, tables: Tables, stream: Stream) -> None:
    """Compare all that was counted of a run with its items, and with what the stream told."""
    samples = [one for one in tables.samples.samples.values() if one.run == run.key]
    states = [one for one in tables.analyses.analyses.values() if one.key.run == run.key]
    counts = run.counts
    _compare("samples", counts.samples, Counter(one.status for one in samples))
    _compare("analyses", counts.analyses, _standing(samples, states))
    _compare("failures", counts.failures, _reasons(states))
    _compare("use", _used(run), _use(states))
    starts = {generation: n for (key, generation), n in stream.begun.items() if key == run.key}
    _compare("starts", counts.started, starts)


def _compare(what: str, counted: Mapping[Any, int], there: Mapping[Any, int]) -> None:
    if _positive(counted) != _positive(there):
        said = f"counted {what} {counted}, there are {there}"
        raise BrokenRuleError(Rule.COUNTS_ARE_RIGHT, said)


def _positive(counts: Mapping[Any, int]) -> dict[Any, int]:
    return {name: number for name, number in counts.items() if number}


def _standing(
    samples: Sequence[SampleState], states: Sequence[AnalysisState]
) -> Counter[tuple[int, AnalysisStatus]]:
    skipped = ((index, AnalysisStatus.SKIPPED) for one in samples for index in one.skipped)
    return Counter([*((one.key.analysis, one.status) for one in states), *skipped])


def _reasons(states: Sequence[AnalysisState]) -> Counter[tuple[int, str]]:
    """Each analysis that failed is counted under the reason that it tells."""
    return Counter(
        (one.key.analysis, _INDICES.sub("", one.reason).partition(": ")[0])
        for one in states
        if one.status is AnalysisStatus.FAILED
    )


def _use(states: Sequence[AnalysisState]) -> Counter[str]:
    used: Counter[str] = Counter()
    for state in states:
        for past in state.history:
            of = f"{state.key.analysis} {past.use}"
            used.update({f"{of} {name}": n for name, n in asdict(past.usage).items()})
    return used


def _used(run: Run) -> dict[str, int]:
    return {
        f"{index} {use} {name}": n
        for (index, use), usage in run.counts.used.items()
        for name, n in asdict(usage).items()
    }
