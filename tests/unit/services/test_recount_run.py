import itertools
from datetime import timedelta

import pytest

from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.ports import Page
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.repairs import Repair
from tests.unit.services.world import RUN, START


@pytest.fixture
def miscounted(world):
    world.submit()
    world.write()
    failed = SampleStatus.FAILED
    world.samples.stop(RUN, "S1", generation=1, status=failed, reason="", at=START)
    world.runs.counters[RUN] = {"count#SAMPLE#RUNNING": 1, "count#STARTED#1": 1}
    return world


def test_counts_that_differ_from_a_recount_a_day_later_are_mended(miscounted, sweep):
    miscounted.ticks = itertools.count(26 * 3600)
    assert sweep() == [Repair.COUNTS_MENDED]
    counts = miscounted.runs.get(RUN).counts
    assert (counts.samples[SampleStatus.FAILED], counts.samples[SampleStatus.RUNNING]) == (1, 0)
    assert counts.analyses[0, AnalysisStatus.SUCCEEDED] == 1
    assert sweep() == []


def test_counts_that_the_stream_may_still_change_are_left_alone(miscounted, sweep):
    assert sweep() == []


def test_starts_that_the_stream_did_not_tell_of_are_counted_too(miscounted, sweep):
    miscounted.runs.counters[RUN] = {}
    miscounted.ticks = itertools.count(26 * 3600)
    sweep()
    assert miscounted.runs.get(RUN).counts.started == {1: 1}


def test_counts_that_were_found_right_at_rest_are_not_counted_again(miscounted, sweep, monkeypatch):
    miscounted.ticks = itertools.count(26 * 3600)
    assert [sweep(), sweep()] == [[Repair.COUNTS_MENDED], []]
    monkeypatch.setattr(miscounted.analyses, "standings", None)
    assert sweep() == []


def one_step():
    """A clock that runs out after the sweep's second step."""
    answers = iter([True, True])
    return lambda: next(answers, False)


def test_a_recount_that_runs_out_of_time_goes_on_where_it_broke_off(miscounted):
    for n in range(2, 9):
        miscounted.begin_another(f"S{n}")
        failed = {"generation": 1, "status": SampleStatus.FAILED, "reason": "", "at": START}
        miscounted.samples.stop(RUN, f"S{n}", **failed)
    miscounted.ticks, ports = itertools.count(26 * 3600), miscounted.ports(Sweeping)
    found, sweeps = [], 0
    while not found:
        found, sweeps = list(reconcile(timedelta(0), ports=ports, has_time=one_step())), sweeps + 1
    assert sweeps > 2
    assert miscounted.runs.get(RUN).count(SampleStatus.FAILED) == 8


def test_a_run_that_began_today_is_not_taken_for_recounted(miscounted, sweep, monkeypatch):
    monkeypatch.setattr(miscounted.analyses, "standings", lambda run, *, after: Page(items=()))
    assert sweep() == []
    assert miscounted.runs.get(RUN).recounted == 0
