from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.adapters.memory.runs import MemoryCounters
from batch_relay.domain.counting import ItemChange, Standing
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.count_statuses import count_statuses
from tests.unit.services.world import RUN, World


def change(sequence, old, new, *, bucket="07", analysis=None):
    asked = frozenset({1}) if analysis is None else frozenset()
    old, new = (one and Standing(status=one, asked=asked, analysis=analysis) for one in (old, new))
    return ItemChange(run=RUN, bucket=bucket, sequence=sequence, old=old, new=new)


@pytest.fixture
def counters(world) -> MemoryCounters:
    return MemoryCounters(world.runs)


def test_counts_where_samples_and_analyses_stand(world, counters):
    count_statuses(
        [
            change(1, None, "RUNNING"),
            change(2, None, "SUBMITTING", analysis=0),
            change(3, "SUBMITTING", "RUNNING", analysis=0),
        ],
        counters=counters,
    )
    counts = world.runs.get(RUN).counts
    assert counts.samples[SampleStatus.RUNNING] == 1
    assert counts.analyses[0, AnalysisStatus.RUNNING] == 1
    assert counts.started == {1: 1}


def test_items_without_a_run_keep_no_other_from_being_counted(world, counters):
    stray = replace(change(1, None, "RUNNING"), run=RunKey(project="p", workflow="gone"))
    told = []
    assert (
        count_statuses([stray, change(2, None, "RUNNING")], counters=counters, counted=told.append)
        == 1
    )
    assert told == [RUN]
    assert world.runs.get(RUN).counts.samples == {SampleStatus.RUNNING: 1}


def test_a_replayed_batch_adds_nothing(world, counters):
    batch = [change(1, None, "RUNNING"), change(2, "RUNNING", "SUCCEEDED")]
    for _ in range(3):
        count_statuses(batch, counters=counters)
    assert world.runs.get(RUN).counts.samples[SampleStatus.SUCCEEDED] == 1


def test_another_generation_that_asks_for_a_sample_counts_as_started(world, counters):
    count_statuses([change(1, None, "SUCCEEDED")], counters=counters)
    old = Standing(status="SUCCEEDED", asked=frozenset({1}))
    new = Standing(status="RUNNING", asked=frozenset({1, 2}))
    again = ItemChange(run=RUN, bucket="07", sequence=2, old=old, new=new)
    count_statuses([again], counters=counters)
    assert world.runs.get(RUN).counts.started == {1: 1, 2: 1}


LIFE = [None, "RUNNING", "FAILED", "RUNNING", "SUCCEEDED"]


@given(st.lists(st.integers(0, 7), max_size=20), st.data())
def test_any_cutting_and_replaying_of_the_stream_counts_once(buckets, data):
    world = World()
    counters = MemoryCounters(world.runs)
    stream = [
        change(n * 8 + bucket + 1, *LIFE[n : n + 2], bucket=f"{bucket:02d}")
        for n in range(len(LIFE) - 1)
        for bucket in sorted(set(buckets))
    ]
    done = 0
    while done < len(stream):
        first = data.draw(st.integers(0, done))
        done = data.draw(st.integers(done + 1, len(stream)))
        count_statuses(stream[first:done], counters=counters)
    totals = {name: n for name, n in world.runs.get(RUN).counts.samples.items() if n}
    assert totals == ({SampleStatus.SUCCEEDED: len(set(buckets))} if buckets else {})
