"""What is counted, and counts that differ from what was counted again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.counting import Standing, differences, started, to_counts
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import analysis, change

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


OUT_OF_MEMORY = "count#FAILURE#0#out of memory"


def failed(*history, status=AnalysisStatus.FAILED):
    """What is counted of an analysis that failed at its second attempt."""
    return Standing.of(analysis(attempt=2, history=history, status=status)).counters


def past(number, rule, **changes):
    one = analysis(attempt=number, **changes)
    return one.ended(AnalysisStatus.FAILED, change(), rule=rule).history[-1]


def test_an_analysis_that_failed_is_counted_by_what_failed_its_last_attempt():
    counters = failed(past(1, "host reclaimed"), past(2, "out of memory"))
    assert counters[OUT_OF_MEMORY] == 1
    assert sum(n for name, n in counters.items() if "FAILURE" in name) == 1


def test_a_job_that_came_late_beside_the_one_that_failed_changes_no_reason():
    assert failed(past(2, "out of memory"), past(2, ""))[OUT_OF_MEMORY] == 1


def test_an_analysis_that_failed_without_a_job_was_not_submitted():
    older = past(2, "out of memory", generation=3)
    for history in ((), (past(1, "host reclaimed"),), (older,)):
        assert failed(*history)["count#FAILURE#0#not submitted"] == 1


def test_an_attempt_that_failed_is_no_failure_while_the_analysis_goes_on():
    counters = failed(past(1, "host reclaimed"), status=AnalysisStatus.RUNNING)
    assert not any("FAILURE" in name for name in counters)


def test_every_counter_is_read_back_by_what_it_counts():
    first = Standing(status=AnalysisStatus.SKIPPED, analysis=12).name
    counts = to_counts({RUNNING: 1, first: 2, started(3): 4, OUT_OF_MEMORY: 6, "pk": 5})
    assert counts.samples == {SampleStatus.RUNNING: 1}
    assert counts.analyses == {(12, AnalysisStatus.SKIPPED): 2}
    assert counts.failures == {(0, "out of memory"): 6}
    assert counts.started == {3: 4}
