from datetime import timedelta
from functools import partial

import pytest

from batch_relay.adapters.memory.history import MemoryHistory
from batch_relay.adapters.memory.runs import MemoryCounters, MemoryRuns
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.count_statuses import count_statuses
from batch_relay.services.note_counts import note_counts
from tests.examples import RUN, START, run
from tests.unit.services.test_count_statuses import change


@pytest.fixture
def runs():
    runs = MemoryRuns()
    runs.begin(run())
    return runs


@pytest.fixture
def history():
    return MemoryHistory()


@pytest.fixture
def note(runs, history):
    return lambda at, key=RUN: note_counts(key, runs=runs, history=history, clock=lambda: at)


def test_what_was_counted_is_noted_once_a_minute(runs, history, note):
    runs.counters[RUN] = {"count#SAMPLE#RUNNING": 2, "count#STARTED#1": 1}
    for seconds in (5, 55):
        note(START + timedelta(seconds=seconds))
        runs.counters[RUN]["count#SAMPLE#RUNNING"] = 1
    (noted,) = history.read(RUN)
    assert (noted.at, noted.samples) == (START, {SampleStatus.RUNNING: 2})
    note(START + timedelta(seconds=60))
    assert len(history.read(RUN)) == 2


def test_a_run_that_never_began_is_not_noted(history, note):
    gone = RunKey(project="p", workflow="gone")
    note(START, gone)
    assert history.read(gone) == ()


def test_a_batch_that_comes_again_is_noted_as_it_was_counted(runs, history, note):
    counted = partial(note, START)
    for _ in range(2):
        count_statuses(
            [change(1, None, "RUNNING")],
            counters=MemoryCounters(runs),
            counted=lambda key: note(START, key),
        )
    counted()
    assert [one.samples for one in history.read(RUN)] == [{SampleStatus.RUNNING: 1}]
