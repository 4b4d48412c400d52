import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.services.reconcile import Repair, Sweeping, reconcile
from tests.unit.services.world import OUT, RUN, START, attempt_key


@pytest.fixture
def sweep(world):
    def once(**after):
        stale = timedelta(**after) if after else timedelta(0)
        return list(reconcile(stale, ports=world.ports(Sweeping)))

    return once


def test_a_sample_whose_execution_never_started_is_started(world, sweep):
    assert sweep() == [Repair.EXECUTION_STARTED]
    assert list(world.executions.started) == [(RUN, "S1", 1)]


def test_what_is_not_quiet_for_long_is_left_alone(world, sweep):
    world.submit()
    assert sweep(hours=1) == []


def test_the_lost_event_of_a_job_is_found(world, sweep):
    world.submit()
    job, change = world.jobs.jobs["job-1"]
    world.objects.objects[OUT] = START
    world.jobs.jobs["job-1"] = (job, replace(change, status=JobStatus.SUCCEEDED))
    assert sweep() == [Repair.JOB_CHANGE_FOUND]
    assert world.tasks.answers == {"t1": None}


def test_a_job_still_on_its_way_is_no_repair(world, sweep):
    world.submit()
    assert sweep() == []


def test_a_job_that_batch_forgot_is_resubmitted(world, sweep):
    world.submit()
    world.jobs.jobs.clear()
    assert sweep() == [Repair.JOB_GONE]
    assert world.state().status is AnalysisStatus.RESUBMITTING


def test_a_job_that_batch_forgot_succeeded_if_its_outputs_exist(world, sweep):
    world.submit()
    world.jobs.jobs.clear()
    world.objects.objects[OUT] = START
    assert sweep() == [Repair.JOB_GONE]
    assert world.state().status is AnalysisStatus.SUCCEEDED


def test_a_lost_resubmission_is_sent_again(world, sweep):
    world.submit()
    world.change(JobStatus.FAILED, exit_code=1)
    world.submit_queue.sent.clear()
    assert sweep() == [Repair.SUBMISSION_SENT]
    assert [one.attempt for one, _ in world.submit_queue.sent] == [attempt_key(number=2)]


def test_an_end_that_was_not_told_is_told(world, sweep):
    world.executions.start(world.sample)
    world.submit()
    world.write()
    world.tasks.answers.clear()
    assert sweep() == [Repair.END_TOLD]
    assert world.tasks.answers == {"t1": None}


def test_an_execution_that_ended_by_itself_is_replaced(world, sweep):
    world.executions.start(world.sample)
    world.submit()
    world.write()
    world.executions.ended.add((RUN, "S1", 1))
    assert sweep() == [Repair.END_TOLD, Repair.EXECUTION_STARTED]
    assert world.submit(token="again").value == "repeated"
    assert world.tasks.answers["again"] is None


def test_outputs_that_arrived_unseen_complete_the_analysis(world, sweep):
    world.submit()
    world.objects.objects[OUT] = world.clock()
    assert sweep() == [Repair.OUTPUTS_FOUND]
    assert world.tasks.answers == {"t1": None}


def test_an_intent_without_a_job_is_sent_to_its_door_again(world, sweep):
    world.submit()
    world.analyses.save(replace(world.state(), status=AnalysisStatus.SUBMITTING, job_id=None))
    assert sweep() == [Repair.SUBMISSION_SENT]
    assert world.submit(token=None).value == "submitted"
    assert list(world.jobs.jobs) == ["job-1"]


def test_a_live_sample_of_a_cancelled_run_is_cancelled(world, sweep):
    world.submit()
    world.runs.cancel(RUN, generation=1, reason="why")
    world.runs.counters[RUN] = {"count#SAMPLE#RUNNING": 1}
    assert sweep() == [Repair.CANCEL_SENT]
    assert [(part.samples, part.reason) for part in world.steering.sent] == [(("S1",), "why")]


def test_what_is_parked_waits_while_its_run_is_paused(world, sweep):
    world.runs.pause(RUN, paused=True)
    world.submit()
    assert sweep() == []
    world.runs.pause(RUN, paused=False)
    assert sweep() == [Repair.SUBMISSION_SENT]


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


def test_a_resubmission_that_broke_off_is_given_up_a_day_later(miscounted, sweep):
    run = miscounted.runs.runs[RUN]
    miscounted.runs.begin(replace(run, generation=2, expected={1: 1, 2: 1}))
    miscounted.ticks = itertools.count(26 * 3600)
    sweep()
    assert miscounted.runs.get(RUN).pending == 0


def test_a_start_that_never_reached_a_sample_is_waited_for(miscounted, sweep):
    run = miscounted.runs.runs[RUN]
    miscounted.runs.begin(replace(run, generation=2, expected={2: 2}))
    miscounted.ticks = itertools.count(26 * 3600)
    sweep()
    assert miscounted.runs.get(RUN).pending == 2


def test_a_sweep_that_runs_out_of_time_goes_on_where_it_broke_off(world):
    for n in range(2, 302):
        world.begin_another(f"S{n:03}")
    answers = iter([True, True, False])
    ports = world.ports(Sweeping)
    first = list(reconcile(timedelta(0), ports=ports, has_time=lambda: next(answers)))
    second = list(reconcile(timedelta(0), ports=ports))
    assert (len(first), len(second)) == (200, 101)
    assert len(world.executions.started) == 301
    assert world.bookmarks.get() is None


def test_a_second_job_of_an_attempt_that_no_event_told_of_is_ended(world, sweep):
    world.submit()
    job, change = world.jobs.jobs["job-1"]
    twin = world.jobs.submit(job, change.attempt)
    world.jobs.made[twin] = world.clock() - timedelta(minutes=20)
    assert Repair.JOB_TERMINATED in sweep(minutes=15)
    assert world.live == ["job-1"]


def test_a_sample_that_cannot_be_put_right_keeps_no_other_waiting(world, sweep, monkeypatch):
    world.begin_another("S0")
    ensure = world.executions.ensure

    def refuse_one(state):
        if state.sample.name == "S0":
            msg = "ExecutionLimitExceeded"
            raise UnavailableError(msg)
        return ensure(state)

    monkeypatch.setattr(world.executions, "ensure", refuse_one)
    assert sweep() == [Repair.PUT_OFF, Repair.EXECUTION_STARTED]


def test_a_cancel_that_is_sent_again_keeps_its_reason_as_it_was(world, sweep):
    reason, cancelling = "batch-relay: cancelled: a bad one", SampleStatus.CANCELLING
    world.samples.stop(RUN, "S1", generation=1, status=cancelling, reason=reason, at=START)
    assert sweep() == [Repair.CANCEL_SENT]
    assert [part.reason for part in world.steering.sent] == ["a bad one"]
