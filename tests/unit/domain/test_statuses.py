"""Where jobs, analyses and samples stand, and which way they may move."""

from itertools import pairwise, permutations, product

import pytest

from batch_relay.domain.statuses import AnalysisStatus as Analysis
from batch_relay.domain.statuses import JobStatus, SampleStatus

LIVE = [
    Analysis.SUBMITTING,
    Analysis.SUBMITTED,
    Analysis.PENDING,
    Analysis.RUNNABLE,
    Analysis.STARTING,
    Analysis.RUNNING,
]
WAITING = [Analysis.PARKED, Analysis.RESUBMITTING]
FINAL = [Analysis.SUCCEEDED, Analysis.SKIPPED, Analysis.FAILED, Analysis.CANCELLED]
IDLE = [*WAITING, Analysis.CANCELLING, *FINAL]
ENDED = [SampleStatus.SUCCEEDED, SampleStatus.FAILED, SampleStatus.CANCELLED]


@pytest.mark.parametrize("status", Analysis)
def test_an_analysis_is_at_work_waits_or_ended(status):
    assert status.is_live == (status in LIVE)
    assert status.is_waiting == (status in WAITING)
    assert status.is_final == (status in FINAL)


def test_only_an_analysis_being_cancelled_is_neither():
    assert set(Analysis) - {*LIVE, *WAITING, *FINAL} == {Analysis.CANCELLING}


def test_what_succeeded_or_was_skipped_is_complete():
    complete = {status for status in Analysis if status.is_complete}
    assert complete == {Analysis.SUCCEEDED, Analysis.SKIPPED}


def test_an_analysis_may_stand_wherever_its_job_does():
    stands = [Analysis(status) for status in JobStatus]
    assert all(earlier.precedes(later) for earlier, later in pairwise(stands[:-1]))
    assert {status for status in JobStatus if status.is_final} == {
        JobStatus.SUCCEEDED,
        JobStatus.FAILED,
    }


@pytest.mark.parametrize(
    ("here", "later", "expected"),
    [
        (Analysis.SUBMITTING, Analysis.SUBMITTED, True),
        (Analysis.SUBMITTED, Analysis.RUNNING, True),
        (Analysis.RUNNING, Analysis.SUCCEEDED, True),
        (Analysis.RUNNABLE, Analysis.FAILED, True),
        (Analysis.RUNNING, Analysis.RUNNING, False),
        (Analysis.RUNNING, Analysis.STARTING, False),
        (Analysis.SUBMITTED, Analysis.SUBMITTING, False),
    ],
)
def test_a_job_is_seen_at_later_statuses_only(here, later, expected):
    assert here.precedes(later) is expected


@pytest.mark.parametrize(("here", "later"), [*product(IDLE, Analysis)])
def test_a_job_that_is_not_at_work_is_seen_nowhere_else(here, later):
    assert not here.precedes(later)


@pytest.mark.parametrize(("one", "other"), [*permutations(LIVE, 2)])
def test_of_two_statuses_one_precedes_the_other(one, other):
    assert one.precedes(other) != other.precedes(one)


def test_a_sample_goes_on_until_it_ended():
    assert {status for status in SampleStatus if status.is_live} == {
        SampleStatus.RUNNING,
        SampleStatus.CANCELLING,
    }
    assert {status for status in SampleStatus if status.is_ending} == {SampleStatus.CANCELLING}


@pytest.mark.parametrize("status", [SampleStatus.CANCELLING, SampleStatus.SUCCEEDED])
def test_only_a_sample_that_runs_can_succeed_or_begin_to_be_cancelled(status):
    assert status.from_ == (SampleStatus.RUNNING,)


@pytest.mark.parametrize("status", [SampleStatus.FAILED, SampleStatus.CANCELLED])
def test_whatever_is_live_may_end_badly(status):
    assert set(status.from_) == {one for one in SampleStatus if one.is_live}
