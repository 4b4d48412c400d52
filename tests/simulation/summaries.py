"""Summaries of runs: who asks for them, and what must hold of them at rest."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.domain.messages import Summarize
from batch_relay.domain.notices import of_run
from batch_relay.domain.runs import Run, RunKey
from batch_relay.domain.statuses import RunStatus
from batch_relay.domain.summaries import SAMPLE, Due, due
from tests.simulation.tables import RUN, Tables
from tests.simulation.violation import BrokenRuleError, Rule


@dataclass
class Announcer:
    """Our own events, of runs that begin and end, and the rule that has them looked at."""

    runs: MemoryRuns
    emit: Callable[[Summarize], None]
    _known: dict[RunKey, Run] = field(default_factory=dict[RunKey, Run])

    def on_change(self, key: RunKey) -> None:
        now = self.runs.get(key)
        if now is None:
            return
        for notice in of_run(self._known.get(key), now):
            if notice.details.get("summary"):
                self.emit(Summarize(run=key))
        self._known[key] = now


def runs_of(tables: Tables) -> Iterator[Run]:
    """Yield the run, and its summary, as far as they were begun."""
    for key in (RUN, RUN.summary):
        if run := tables.runs.get(key):
            yield run


def what_is_due(tables: Tables) -> Due:
    """Return what a summary waits for."""
    run = tables.runs.get(RUN)
    return due(run, tables.runs.get(RUN.summary)) if run else Due.NOTHING


def check_summary(tables: Tables) -> None:
    """A summary that succeeded lists where all samples of its run stand."""
    run, summary = tables.runs.get(RUN), tables.runs.get(RUN.summary)
    if run is None or summary is None or run.is_cancelled:
        return
    if summary.status is RunStatus.SUCCEEDED:
        there = {
            state.sample.name: str(state.status)
            for state in tables.samples.samples.values()
            if state.run == RUN
        }
        if (said := _listed(tables)) != there:
            raise BrokenRuleError(Rule.SUMMED_UP, f"the summary says {said}, there are {there}")


def _listed(tables: Tables) -> dict[str, str]:
    uri = tables.samples.samples[RUN.summary, SAMPLE].sample.file
    text = b"".join(tables.files.read(uri.removeprefix(tables.files.uri("")))).decode()
    lines = map(json.loads, text.splitlines())
    return {line["sample"]: line["status"] for line in lines}
