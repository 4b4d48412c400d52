from dataclasses import replace

import pytest

from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from batch_relay.services.record_job_change import Outcome, Recording, record_job_change
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import World, workflow

CAPACITY = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - none of c5.large"
TOO_LARGE = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - no instance has 1000 vCPUs"


def block(world, reason, **more):
    change = replace(world.jobs.jobs["job-1"][1], status=JobStatus.RUNNABLE, status_reason=reason)
    return world.tell(replace(change, blocked=True, **more))


@pytest.fixture
def submitted() -> World:
    world = World(workflow=workflow(fallback_queue="on-demand"))
    world.submit()
    return world


def test_a_job_without_capacity_goes_on_in_the_fallback_queue(submitted):
    assert block(submitted, CAPACITY) is Outcome.TERMINATED
    submitted.tell(submitted.jobs.jobs["job-1"][1])
    submitted.ticks = iter(range(10_000, 20_000))
    submitted.submit(attempt=2, token=None)
    assert submitted.jobs.jobs["job-2"][0].queue == "on-demand"


def test_a_job_without_capacity_or_another_queue_waits(world):
    world.submit()
    assert block(world, CAPACITY) is Outcome.TOLD
    assert world.live == ["job-1"]


def test_a_job_that_fits_nowhere_fails_its_sample_with_the_reason(submitted):
    assert block(submitted, TOO_LARGE) is Outcome.TERMINATED
    submitted.tell(submitted.jobs.jobs["job-1"][1])
    assert "JOB_RESOURCE_REQUIREMENT" in submitted.sample.reason


def test_what_the_operator_must_mend_waits(submitted):
    assert block(submitted, "ACTION_REQUIRED - the service role is missing") is Outcome.TOLD


def test_the_sample_says_why_it_waits_until_its_job_moves_on(world):
    world.submit()
    block(world, CAPACITY)
    assert world.state().status is AnalysisStatus.RUNNABLE
    assert world.state().reason.startswith(CAPACITY)
    world.change(JobStatus.STARTING)
    assert world.state().reason == ""


def test_the_same_cause_is_noted_once_whatever_instance_it_names(world):
    world.submit()
    assert block(world, CAPACITY) is Outcome.TOLD
    noted = world.state()
    assert block(world, CAPACITY.replace("c5.large", "m5.large")) is Outcome.IGNORED
    assert world.state() == noted
    assert block(world, "UNDETERMINED - who knows") is Outcome.TOLD


def test_a_job_that_started_meanwhile_is_left_alone(submitted):
    submitted.change(JobStatus.RUNNING)
    assert block(submitted, CAPACITY) is Outcome.IGNORED
    assert submitted.live == ["job-1"]


def test_a_cancelled_job_that_holds_up_its_queue_is_ended(submitted):
    cancelling = replace(submitted.state(), status=AnalysisStatus.CANCELLING)
    submitted.analyses.save(cancelling)
    assert block(submitted, "UNDETERMINED") is Outcome.TERMINATED
    assert submitted.live == []


@pytest.mark.parametrize(("reason", "live"), [(CAPACITY, []), ("UNDETERMINED", ["job-1"])])
def test_after_a_crash_anywhere_a_blocked_job_is_dealt_with(reason, live):
    def prepare():
        world = World(workflow=workflow(fallback_queue="on-demand"))
        world.submit()
        return world

    def act(world, fragile):
        change = replace(world.jobs.jobs["job-1"][1], status=JobStatus.RUNNABLE, blocked=True)
        told = replace(change, status_reason=reason)
        record_job_change(told, ports=fragile(world.ports(Recording)))

    ends = after_each_crash(prepare, act)
    assert len(ends) > 3
    assert all(world.live == live for world in ends)
    assert {world.state().reason for world in ends} == {"" if reason == CAPACITY else reason}


def test_a_job_that_holds_up_its_queue_for_what_is_complete_is_ended(submitted):
    submitted.write()
    assert block(submitted, "UNDETERMINED") is Outcome.TERMINATED
    assert submitted.live == []
