"""One contract for Counters: in memory and on AWS."""

import pytest

from batch_relay.domain.counting import Fold
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import RUN, run

RUNNING = "count#SAMPLE#RUNNING"
# Sequence numbers of DynamoDB streams have up to 40 digits.
LONG = 10**39 + 1


@pytest.fixture
def counters(store):
    store.runs.begin(run())
    return store.counters


def fold(delta, *, counter=RUNNING, **seen):
    return Fold(deltas={counter: delta} if delta else {}, seen=seen)


def running(store):
    return store.runs.get(RUN).counts.samples.get(SampleStatus.RUNNING, 0)


def test_nothing_was_counted_of_a_run_at_first(store, counters):
    assert counters.seen(RUN) == {}
    assert running(store) == 0


def test_a_counter_grows_from_nothing_and_shrinks(store, counters):
    counters.add(RUN, fold(3, b07=1), before={})
    counters.add(RUN, fold(-1, b07=2), before={"b07": 1})
    assert running(store) == 2


def test_every_kind_of_counter_reaches_the_counts(store, counters):
    deltas = {RUNNING: 2, "count#ANALYSIS#1#SKIPPED": 5, "count#STARTED#1": 7}
    counters.add(RUN, Fold(deltas=deltas, seen={"07": 1}), before={})
    counts = store.runs.get(RUN).counts
    assert counts.samples == {SampleStatus.RUNNING: 2}
    assert counts.analyses == {(1, AnalysisStatus.SKIPPED): 5}
    assert counts.started == {1: 7}


def test_the_last_sequence_number_is_remembered_to_the_digit(counters):
    counters.add(RUN, fold(1, b07=LONG), before={})
    assert counters.seen(RUN) == {"b07": LONG}


def test_a_replayed_batch_conflicts_and_adds_nothing(store, counters):
    counters.add(RUN, fold(1, b07=5), before={})
    with pytest.raises(ConflictError):
        counters.add(RUN, fold(1, b07=5), before={})
    assert running(store) == 1


def test_of_two_counters_that_read_the_same_only_one_writes(store, counters):
    counters.add(RUN, fold(1, b07=5), before={})
    before = counters.seen(RUN)
    counters.add(RUN, fold(1, b07=6), before=before)
    with pytest.raises(ConflictError):
        counters.add(RUN, fold(1, b07=7), before=before)
    assert running(store) == 2


def test_buckets_are_guarded_one_by_one(store, counters):
    counters.add(RUN, fold(1, b07=5), before={})
    counters.add(RUN, fold(1, b08=1), before={})
    assert counters.seen(RUN) == {"b07": 5, "b08": 1}
    assert running(store) == 2


def test_one_stale_bucket_of_many_stops_the_whole_batch(store, counters):
    counters.add(RUN, fold(1, b07=5), before={})
    with pytest.raises(ConflictError):
        counters.add(RUN, fold(1, b07=6, b08=1), before={})
    assert counters.seen(RUN) == {"b07": 5}


def test_changes_that_cancel_out_are_still_seen(store, counters):
    counters.add(RUN, fold(0, b07=5), before={})
    assert counters.seen(RUN) == {"b07": 5}


def test_a_run_that_never_began_is_not_counted(store, counters):
    with pytest.raises(ConflictError):
        counters.add(RunKey(project="p", workflow="gone"), fold(1, b07=5), before={})


def test_the_next_generation_keeps_what_was_counted(store, counters):
    counters.add(RUN, fold(2, b07=5), before={})
    store.runs.begin(run(generation=2))
    assert running(store) == 2
    assert counters.seen(RUN) == {"b07": 5}
