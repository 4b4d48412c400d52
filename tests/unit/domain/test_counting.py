"""Counts that differ from what was counted again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.counting import Standing, differences, started, to_counts
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus

RUNNING, FAILED = "count#SAMPLE#RUNNING", "count#SAMPLE#FAILED"
FIRST = "count#ANALYSIS#0#RUNNING"


@pytest.mark.parametrize(
    ("counters", "counted", "wrong"),
    [
        ({}, {}, {}),
        ({RUNNING: 2, FIRST: 1}, {RUNNING: 2, FIRST: 1}, {}),
        ({RUNNING: 2}, {RUNNING: 3}, {RUNNING: 3}),
        ({RUNNING: 2}, {}, {RUNNING: 0}),
        ({RUNNING: 0}, {}, {}),
        ({RUNNING: -1, FIRST: 4}, {FIRST: 4}, {RUNNING: 0}),
        ({}, {FAILED: 1}, {FAILED: 1}),
        ({RUNNING: 1, FIRST: 1}, {FAILED: 1}, {RUNNING: 0, FIRST: 0, FAILED: 1}),
    ],
)
def test_what_is_wrong_is_told_with_what_it_should_be(counters, counted, wrong):
    assert differences(counters, counted) == wrong


def test_what_starts_reached_is_mended_like_any_other_count():
    counters = {started(1): 3, started(2): 1}
    assert differences(counters, {started(2): 2}) == {started(1): 0, started(2): 2}


names = st.one_of(
    st.builds(Standing, status=st.sampled_from(SampleStatus)),
    st.builds(Standing, status=st.sampled_from(AnalysisStatus), analysis=st.integers(0, 2)),
).map(lambda standing: standing.name)
counters = st.dictionaries(names, st.integers(-2, 2), max_size=8)


@given(counters, counters)
def test_mended_counts_are_those_that_were_counted(before, counted):
    mended = before | differences(before, counted)
    assert {n: v for n, v in mended.items() if v} == {n: v for n, v in counted.items() if v}
    assert differences(mended, counted) == {}


def test_every_counter_is_read_back_by_what_it_counts():
    first = Standing(status=AnalysisStatus.SKIPPED, analysis=12).name
    counts = to_counts({RUNNING: 1, first: 2, started(3): 4, "generation": 5})
    assert counts.samples == {SampleStatus.RUNNING: 1}
    assert counts.analyses == {(12, AnalysisStatus.SKIPPED): 2}
    assert counts.started == {3: 4}
