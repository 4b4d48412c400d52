from dataclasses import replace

import pytest

from batch_relay.domain.attempts import Attempt
from batch_relay.domain.notices import NoticeKind, of_analysis, of_budget, of_run, of_sample
from batch_relay.domain.runs import Counts
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.usage import Usage, Use
from tests.examples import RUN, START, analysis, run, sample

RUNNING = Counts(samples={SampleStatus.RUNNING: 1}, started={1: 1})
DONE = Counts(samples={SampleStatus.SUCCEEDED: 1, SampleStatus.RUNNING: 0}, started={1: 1})


def kinds(notices):
    return [notice.kind for notice in notices]


def test_a_run_that_begins_is_told():
    assert kinds(of_run(None, run())) == [NoticeKind.RUN_STARTED]
    assert kinds(of_run(run(counts=DONE), run(generation=2))) == [NoticeKind.RUN_STARTED]


def test_a_run_that_ends_is_told_once():
    (notice,) = of_run(run(counts=RUNNING), run(counts=DONE))
    assert (notice.kind, notice.details["samples"]) == (NoticeKind.RUN_ENDED, {"SUCCEEDED": 1})
    assert kinds(of_run(run(counts=DONE), run(counts=DONE))) == []


@pytest.mark.parametrize("key", [RUN, RUN.summary])
def test_of_a_run_with_a_summary_and_of_the_summary_it_is_said_so(key):
    begun = run(key, has_summary=not key.is_summary)
    assert [one.details["summary"] for one in of_run(None, begun)] == [True]
    assert all("summary" not in one.details for one in of_run(None, run()))


def test_a_run_that_goes_on_is_not_told():
    assert kinds(of_run(run(), run(counts=RUNNING))) == []


def test_a_budget_is_told_once_when_it_is_reached():
    spent = Counts(used={(0, Use.USEFUL): Usage(cost=5), (1, Use.WASTED): Usage(cost=2)})
    (notice,) = of_budget(run(budget=7), run(budget=7, counts=spent))
    assert (notice.kind, notice.details["spent"]) == (NoticeKind.BUDGET_REACHED, 0.000007)
    assert kinds(of_budget(run(budget=7, counts=spent), run(budget=7, counts=spent))) == []
    assert kinds(of_budget(run(), run(counts=spent))) == []
    assert kinds(of_budget(run(), run(budget=8, counts=spent))) == []


def test_a_failed_attempt_that_is_tried_again_is_told_with_its_decision():
    past = Attempt(
        generation=1,
        number=1,
        job_id="job-1",
        queue="spot",
        memory=256,
        status=AnalysisStatus.FAILED,
        submitted_at=START,
        reason="OutOfMemoryError",
        decision="resubmitted: more memory",
        rule="out of memory",
    )
    again = analysis(status=AnalysisStatus.RESUBMITTING, attempt=2, history=(past,))
    (notice,) = of_analysis(analysis(status=AnalysisStatus.RUNNING), again)
    assert notice.kind is NoticeKind.ATTEMPT_RESUBMITTED
    assert (notice.details["attempt"], notice.details["rule"]) == (1, "out of memory")
    assert kinds(of_analysis(again, replace(again, tokens=("another",)))) == []


@pytest.mark.parametrize("status", set(AnalysisStatus) - {AnalysisStatus.RESUBMITTING})
def test_other_moves_of_an_analysis_are_not_told(status):
    assert kinds(of_analysis(analysis(), analysis(status=status))) == []


def test_a_sample_that_failed_is_told_once():
    failed = sample(status=SampleStatus.FAILED, reason="why")
    (notice,) = of_sample(sample(), failed)
    assert (notice.kind, notice.details["reason"]) == (NoticeKind.SAMPLE_FAILED, "why")
    assert kinds(of_sample(failed, failed)) == []
