"""Jobs that no attempt knows, found by when they were made."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.services.find_jobs import PART, find_jobs
from batch_relay.services.recording import Recording
from batch_relay.services.repairs import Repair
from tests.unit.services.world import attempt_key

STALE = timedelta(minutes=15)


@pytest.fixture
def twins(world):
    """Make so many jobs more of an attempt, one after another, the first so many minutes ago."""
    world.submit()
    world.later(10 * 24 * 3600)

    def make(number, *, minutes=40, queue="spot"):
        job, change = world.jobs.jobs["job-1"]
        first = world.clock() - timedelta(minutes=minutes)
        for n in range(number):
            twin = world.jobs.submit(replace(job, queue=queue), change.attempt)
            world.jobs.made[twin] = first + timedelta(seconds=n)

    return make


def look(world, *queues, has_time=lambda: True):
    found = find_jobs(
        queues or ("spot",),
        STALE,
        bookmarks=world.bookmarks,
        ports=world.ports(Recording),
        has_time=has_time,
    )
    return [one.kind for one in found]


def test_a_second_job_of_an_attempt_that_no_event_told_of_is_ended(world, sweep):
    world.submit()
    job, change = world.jobs.jobs["job-1"]
    twin = world.jobs.submit(job, change.attempt)
    world.jobs.made[twin] = world.clock() - timedelta(minutes=20)
    assert Repair.JOB_TERMINATED in sweep(minutes=15)
    assert world.live == ["job-1"]


def test_jobs_made_while_no_sweep_came_to_its_end_are_looked_at_by_the_next(world, sweep):
    world.submit()
    sweep(minutes=10)
    job, change = world.jobs.jobs["job-1"]
    twin = world.jobs.submit(job, change.attempt)
    world.jobs.made[twin] = world.clock()
    world.ticks = itertools.count(2 * 24 * 3600)
    assert Repair.JOB_TERMINATED in sweep(minutes=10)
    assert world.live == ["job-1"]


def test_a_search_that_runs_out_of_time_goes_on_where_it_broke_off(world, twins):
    twins(3 * PART)
    answers = iter([True, True, False])
    assert len(look(world, has_time=lambda: next(answers))) == 2 * PART
    assert len(world.live) == 1 + PART
    assert len(look(world)) == PART
    assert world.live == ["job-1"]


def test_a_search_that_is_told_to_come_back_later_goes_on_where_it_was(world, twins, monkeypatch):
    twins(2 * PART)
    answers = itertools.chain([False] * PART, [True], itertools.repeat(False))
    monkeypatch.setattr(world.jobs, "terminate", _throttled(world.jobs.terminate, answers))
    with pytest.raises(UnavailableError):
        look(world)
    assert len(world.live) == 1 + PART
    assert len(look(world)) == PART


def test_what_was_looked_at_is_not_looked_at_again(world, twins, monkeypatch):
    twins(1)
    look(world)
    monkeypatch.setattr(world.jobs, "describe", lambda jobs: pytest.fail(f"asked for {jobs}"))
    assert look(world) == []


def test_a_queue_that_is_no_more_keeps_no_other_waiting(world, twins, monkeypatch):
    twins(1)
    made_between = world.jobs.made_between

    def made_in(queue, **when):
        if queue == "deleted":
            msg = "ListJobs: deleted does not exist"
            raise RefusedError(msg)
        return made_between(queue, **when)

    monkeypatch.setattr(world.jobs, "made_between", made_in)
    assert look(world, "deleted", "spot") == [Repair.PUT_OFF, Repair.JOB_TERMINATED]


def test_a_job_that_cannot_be_dealt_with_keeps_no_other_waiting(world, twins, monkeypatch):
    twins(2)
    terminate = world.jobs.terminate

    def end(job_id, reason):
        if job_id == "job-2":
            msg = "TerminateJob: not authorized"
            raise RefusedError(msg)
        terminate(job_id, reason)

    monkeypatch.setattr(world.jobs, "terminate", end)
    assert look(world) == [Repair.PUT_OFF, Repair.JOB_TERMINATED]
    assert world.live == ["job-1", "job-2"]


def test_what_is_found_is_told_with_its_sample_and_cause(world, twins):
    twins(1)
    ports = world.ports(Recording)
    (found,) = find_jobs(
        ("spot",), STALE, bookmarks=world.bookmarks, ports=ports, has_time=lambda: True
    )
    assert (found.sample, found.correlation_id) == ("S1", "request-1")
    assert found.reason == f"job-2 of {attempt_key()} was SUBMITTED"


def _throttled(terminate, answers):
    def end(job_id, reason):
        if next(answers):
            msg = "TerminateJob: slow down"
            raise UnavailableError(msg)
        terminate(job_id, reason)

    return end
