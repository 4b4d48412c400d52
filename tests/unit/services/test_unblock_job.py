from dataclasses import replace

import pytest

from batch_relay.domain.statuses import JobStatus
from batch_relay.services.record_job_change import Outcome
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


def test_a_late_word_of_a_job_that_moved_on_is_ignored(submitted):
    submitted.write()
    assert block(submitted, CAPACITY) is Outcome.IGNORED
