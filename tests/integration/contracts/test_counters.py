"""One contract for Counters: in memory and on AWS."""

from dataclasses import replace

import pytest

from batch_relay.domain.counting import Fold
from batch_relay.domain.errors import ConflictError, NotFoundError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import RUN, run

GONE = RunKey(project="p", workflow="gone")
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
    deltas["count#FAILURE#0#out of memory"] = 3
    counters.add(RUN, Fold(deltas=deltas, seen={"07": 1}), before={})
    counts = store.runs.get(RUN).counts
    assert counts.samples == {SampleStatus.RUNNING: 2}
    assert counts.analyses == {(1, AnalysisStatus.SKIPPED): 5}
    assert counts.failures == {(0, "out of memory"): 3}
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
        counters.add(GONE, fold(1, b07=5), before={})


def test_of_a_run_that_never_began_it_is_said_that_nothing_can_be_counted(counters):
    with pytest.raises(NotFoundError):
        counters.seen(GONE)


def test_the_next_generation_keeps_what_was_counted(store, counters):
    counters.add(RUN, fold(2, b07=5), before={})
    store.runs.begin(run(generation=2))
    assert running(store) == 2
    assert counters.seen(RUN) == {"b07": 5}


def fresh(table):
    client, name = table
    key = {"pk": {"S": "PROJECT#p"}, "sk": {"S": "RUN#w"}}
    return "fresh" in client.get_item(TableName=name, Key=key)["Item"]


def test_a_run_is_fresh_until_a_running_sample_is_counted(table, dynamodb_store):
    """So that the filter of `announce` misses neither its beginning nor its end."""
    dynamodb_store.runs.begin(run())
    dynamodb_store.counters.add(RUN, fold(1, counter="count#SAMPLE#SUCCEEDED", b07=1), before={})
    assert fresh(table)
    change = Fold(deltas={RUNNING: 0}, seen={"b07": 2})
    dynamodb_store.counters.add(RUN, change, before={"b07": 1})
    assert not fresh(table)
    dynamodb_store.runs.begin(run(generation=2))
    assert fresh(table)


@pytest.fixture
def miscounted(store, counters):
    """Three samples that the counts take for running, as nobody told how one of them ended."""
    deltas = {RUNNING: 3, "count#ANALYSIS#0#RUNNING": 1, "count#STARTED#1": 3}
    counters.add(RUN, Fold(deltas=deltas, seen={"07": 5}), before={})
    return counters


STARTED = {"count#STARTED#1": 3}
RIGHT = {RUNNING: 3, "count#ANALYSIS#0#RUNNING": 1} | STARTED
RECOUNTED = {RUNNING: 2, "count#SAMPLE#FAILED": 1, "count#ANALYSIS#0#FAILED": 1} | STARTED


def test_wrong_counts_are_mended(store, miscounted):
    assert miscounted.mend(RUN, RECOUNTED, before={"07": 5}, generation=1)
    counts = store.runs.get(RUN).counts
    assert counts.samples == {SampleStatus.RUNNING: 2, SampleStatus.FAILED: 1}
    assert counts.analyses == {(0, AnalysisStatus.RUNNING): 0, (0, AnalysisStatus.FAILED): 1}
    assert counts.started == {1: 3}


def test_right_counts_are_left_as_they_are(store, miscounted):
    before = store.runs.get(RUN)
    assert not miscounted.mend(RUN, RIGHT, before={"07": 5}, generation=1)
    assert store.runs.get(RUN) == replace(before, recounted=1)


def test_a_recount_of_an_older_generation_changes_nothing(store, miscounted):
    store.runs.begin(run(generation=2))
    before = store.runs.get(RUN)
    for counted in (RECOUNTED, RIGHT):
        with pytest.raises(ConflictError):
            miscounted.mend(RUN, counted, before={"07": 5}, generation=1)
    assert store.runs.get(RUN) == before


def test_mended_counts_are_right(miscounted):
    miscounted.mend(RUN, RECOUNTED, before={"07": 5}, generation=1)
    assert not miscounted.mend(RUN, RECOUNTED, before={"07": 5}, generation=1)


def test_what_the_stream_tells_after_a_recount_is_added_to_it(store, miscounted):
    miscounted.mend(RUN, RECOUNTED, before={"07": 5}, generation=1)
    miscounted.add(RUN, fold(-1, **{"07": 6}), before=miscounted.seen(RUN))
    assert running(store) == 1


@pytest.mark.parametrize("moved", [{"07": 6}, {"08": 1}])
def test_counts_are_not_mended_when_the_stream_moved_on(store, miscounted, moved):
    miscounted.add(RUN, fold(1, **moved), before=miscounted.seen(RUN))
    with pytest.raises(ConflictError):
        miscounted.mend(RUN, RECOUNTED, before={"07": 5}, generation=1)
    assert running(store) == 4


def test_right_counts_are_no_conflict_when_the_stream_moved_on(store, miscounted):
    assert not miscounted.mend(RUN, RIGHT, before={"07": 4}, generation=1)


def test_counts_of_a_run_that_never_began_are_not_mended(store, counters):
    with pytest.raises(ConflictError):
        counters.mend(RunKey(project="p", workflow="gone"), RECOUNTED, before={}, generation=1)


def test_however_many_counts_are_wrong_all_are_mended(store, counters):
    names = [f"count#ANALYSIS#{n}#{status}" for n in range(20) for status in AnalysisStatus]
    counted = dict.fromkeys(names, 7)
    while counters.mend(RUN, counted, before={}, generation=1):
        pass
    assert set(store.runs.get(RUN).counts.analyses.values()) == {7}
    assert len(store.runs.get(RUN).counts.analyses) == len(names)


def test_no_expression_is_longer_than_dynamodb_takes(table, dynamodb_store):
    dynamodb_store.runs.begin(run())
    sent = []
    events = table[0].meta.events
    events.register("before-parameter-build.dynamodb", lambda params, **_: sent.append(params))
    counted = {f"count#ANALYSIS#{n}#SUCCEEDED": n + 1 for n in range(200)}
    dynamodb_store.counters.mend(RUN, counted, before={}, generation=1)
    assert max(len(text) for key, text in sent[-1].items() if key.endswith("Expression")) < 4096
