from dataclasses import replace

import pytest

from batch_relay.domain.errors import InvalidError, RefusedError
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.submit_analysis import Outcome
from tests.unit.services.crash import after_each_crash
from tests.unit.services.desk import WHOLE, Desk
from tests.unit.services.world import RUN, attempt_key


def test_cancelling_ends_the_job_and_then_the_sample(desk):
    desk.submit()
    desk.cancel()
    assert desk.live == []
    assert desk.sample.status is SampleStatus.CANCELLING
    desk.tell(desk.jobs.jobs["job-1"][1])
    assert desk.sample.status is SampleStatus.CANCELLED
    assert "wrong reference" in desk.sample.reason
    assert "wrong reference" in str(desk.tasks.answers["t1"])


def test_nothing_is_submitted_after_a_cancel(desk):
    desk.cancel()
    assert desk.sample.status is SampleStatus.CANCELLED
    assert desk.submit() is Outcome.REFUSED
    assert desk.jobs.jobs == {}


def test_a_sample_between_two_attempts_is_cancelled_at_once(desk):
    desk.submit()
    desk.change(JobStatus.FAILED, container_reason="OutOfMemoryError: x", memory=512)
    desk.cancel()
    assert desk.state().status is AnalysisStatus.CANCELLED
    assert desk.submit(attempt=2, token=None) is Outcome.REFUSED


def test_a_job_of_an_intent_that_was_cancelled_is_found_and_ended(desk):
    desk.submit()
    desk.analyses.save(replace(desk.state(), status=AnalysisStatus.SUBMITTING, job_id=None))
    desk.cancel()
    assert desk.submit() is Outcome.POSTPONED
    assert desk.live == ["job-1"]
    desk.later()
    assert desk.submit() is Outcome.REFUSED
    assert desk.live == []
    assert desk.state().job_id == "job-1"


def test_an_intent_that_was_cancelled_ends_though_its_queue_is_no_more(desk, monkeypatch):
    desk.submit()
    desk.analyses.save(replace(desk.state(), status=AnalysisStatus.SUBMITTING, job_id=None))
    desk.cancel()

    def refuse(_):
        msg = "ListJobs: spot does not exist"
        raise RefusedError(msg)

    monkeypatch.setattr(desk.jobs, "find", refuse)
    desk.later()
    assert desk.submit() is Outcome.REFUSED
    assert desk.sample.status is SampleStatus.CANCELLED


def test_a_cancel_while_the_intent_is_written_wins(desk, monkeypatch):
    save = desk.analyses.save

    def save_and_cancel(state):
        monkeypatch.setattr(desk.analyses, "save", save)
        saved = save(state)
        desk.runs.cancel(RUN, generation=1, reason="wrong reference")
        return saved

    monkeypatch.setattr(desk.analyses, "save", save_and_cancel)
    assert desk.submit() is Outcome.REFUSED
    assert desk.jobs.jobs == {}


def test_an_output_does_not_complete_what_is_being_cancelled(desk):
    desk.submit()
    desk.cancel()
    desk.write()
    assert desk.state().status is AnalysisStatus.CANCELLING


def test_a_cancel_needs_a_reason(desk):
    with pytest.raises(InvalidError, match="Say why"):
        desk.cancel(Cancel(reason=" "))


def test_cancelling_by_status_leaves_the_others(desk):
    desk.submit()
    desk.cancel(Cancel(reason="stuck", only=AnalysisStatus.RUNNABLE))
    assert desk.live == ["job-1"]
    assert desk.sample.status is SampleStatus.RUNNING


def test_after_a_crash_anywhere_a_cancel_leaves_no_live_job():
    def prepare():
        desk = Desk()
        desk.submit()
        cancel_run(RUN, WHOLE, runs=desk.runs, samples=desk.samples, steering=desk.steering)
        return desk

    ends = after_each_crash(prepare, lambda desk, fragile: desk.steer(fragile))
    assert len(ends) > 3
    assert all(desk.live == [] for desk in ends)
    assert all(desk.state().status is AnalysisStatus.CANCELLING for desk in ends)


def test_a_paused_run_submits_nothing_and_goes_on_where_it_was(desk):
    desk.pause(paused=True)
    assert desk.submit() is Outcome.PARKED
    assert desk.jobs.jobs == {}
    desk.pause(paused=False)
    assert [one.attempt for one, _ in desk.submit_queue.sent] == [desk.state().attempt_key]
    assert desk.submit(token=None) is Outcome.SUBMITTED
    assert desk.state().tokens == ("t1",)


def test_a_resubmission_whose_turn_comes_while_the_run_is_paused_waits(desk, monkeypatch):
    monkeypatch.setattr(desk, "chance", lambda: 1.0)
    desk.submit()
    desk.change(JobStatus.FAILED, exit_code=1)
    desk.pause(paused=True)
    assert desk.submit(attempt=2, token=None) is Outcome.POSTPONED
    desk.later(60)
    assert desk.submit(attempt=2, token=None) is Outcome.PARKED
    desk.pause(paused=False)
    assert desk.submit_queue.sent[-1][0].attempt == attempt_key(number=2)
    assert desk.submit(attempt=2, token=None) is Outcome.SUBMITTED


def test_what_is_parked_as_the_run_goes_on_is_not_left_behind(desk, monkeypatch):
    desk.pause(paused=True)
    save = desk.analyses.save

    def save_and_go_on(state):
        desk.runs.pause(RUN, paused=False)
        return save(state)

    monkeypatch.setattr(desk.analyses, "save", save_and_go_on)
    assert desk.submit() is Outcome.PARKED
    assert len(desk.submit_queue.sent) == 1
