from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.attempt_keys import Awaiting
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from batch_relay.services.record_output import Outcome, Watching, record_output
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import OUT, START, World


@pytest.fixture
def submitted(world) -> World:
    world.submit()
    return world


def test_the_last_output_completes_the_analysis(submitted):
    assert submitted.write() is Outcome.COMPLETED
    assert submitted.state().status is AnalysisStatus.SUCCEEDED
    assert submitted.tasks.answers == {"t1": None}


def test_an_object_older_than_the_attempt_does_not_count(submitted):
    assert submitted.write(at=START - timedelta(seconds=5)) is Outcome.IGNORED
    assert submitted.state().status is AnalysisStatus.SUBMITTED


def test_an_object_nobody_waits_for_is_ignored(submitted):
    assert submitted.write("s3://results/else") is Outcome.IGNORED


def test_an_object_that_an_older_generation_waited_for_does_not_complete_this_one(submitted):
    """A definition may say by now that the job's end completes the analysis."""
    submitted.analyses.save(replace(submitted.state(), generation=2))
    assert submitted.write() is Outcome.IGNORED


def test_an_object_that_an_earlier_version_of_the_service_waited_for_completes(submitted):
    submitted.awaited.expect([OUT], Awaiting(key=submitted.state().key))
    assert submitted.write() is Outcome.COMPLETED


def test_a_repeated_event_tells_the_end_again(submitted):
    submitted.write()
    submitted.tasks.answers.clear()
    assert submitted.write() is Outcome.IGNORED
    assert submitted.tasks.answers == {"t1": None}


def test_an_output_between_two_attempts_does_not_count(submitted):
    submitted.change(JobStatus.FAILED, exit_code=1)
    assert submitted.write() is Outcome.IGNORED
    assert submitted.state().status is AnalysisStatus.RESUBMITTING


def test_after_a_crash_anywhere_the_end_is_told():
    def prepare():
        world = World()
        world.submit()
        return world

    def act(world, fragile):
        written = world.objects.objects.setdefault(OUT, world.clock())
        record_output(OUT, written, ports=fragile(world.ports(Watching)))

    ends = after_each_crash(prepare, act)
    assert len(ends) > 2
    assert all(world.tasks.answers == {"t1": None} for world in ends)
    assert all(world.state().status is AnalysisStatus.SUCCEEDED for world in ends)


def test_an_output_faster_than_the_submitter_comes_again_and_the_job_is_recorded(
    world, monkeypatch
):
    submit = world.jobs.submit

    def submit_and_write(job, attempt):
        job_id = submit(job, attempt)
        with pytest.raises(UnavailableError, match="not noted yet"):
            world.write()
        return job_id

    monkeypatch.setattr(world.jobs, "submit", submit_and_write)
    world.submit()
    assert world.write() is Outcome.COMPLETED
    assert (world.state().status, world.state().job_id) == (AnalysisStatus.SUCCEEDED, "job-1")
