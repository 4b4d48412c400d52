from dataclasses import replace
from datetime import timedelta

import pytest

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
    assert sweep() == [Repair.RESUBMISSION_SENT]
    assert [one.attempt for one, _ in world.submit_queue.sent] == [attempt_key(number=2)]


def test_an_end_that_was_not_told_is_told(world, sweep):
    world.submit()
    world.write()
    world.tasks.answers.clear()
    assert sweep() == [Repair.END_TOLD]
    assert world.tasks.answers == {"t1": None}


def test_a_sample_that_ended_is_not_looked_at(world, sweep):
    run = world.sample.run
    world.samples.stop(run, "S1", generation=1, status=SampleStatus.FAILED, reason="", at=START)
    assert sweep() == []
