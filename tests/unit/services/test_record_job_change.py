import itertools
from dataclasses import replace

import pytest

from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.services.record_job_change import Outcome, Recording, record_job_change
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import OUT, START, World, attempt_key, workflow

OOM = "OutOfMemoryError: Container killed due to memory usage"


@pytest.fixture
def submitted(world) -> World:
    world.submit()
    return world


def test_follows_a_job(submitted):
    assert submitted.change(JobStatus.RUNNING, started_at=START) is Outcome.MOVED
    state = submitted.state()
    assert (state.status, state.started_at) == (AnalysisStatus.RUNNING, START)


def test_remembers_where_a_job_at_work_logs_until_the_next_attempt(submitted):
    submitted.change(JobStatus.RUNNING, log_stream="tool/1", log_group="/mine")
    assert [one.log_stream for one in submitted.state().attempts] == ["tool/1"]
    submitted.change(JobStatus.FAILED, exit_code=1)
    (past,) = submitted.state().attempts
    assert (past.log_stream, past.log_group) == ("tool/1", "/mine")
    assert (submitted.state().log_stream, submitted.state().log_group) == ("", "")


@pytest.mark.parametrize("late", [JobStatus.RUNNABLE, JobStatus.STARTING, JobStatus.RUNNING])
def test_never_moves_back(submitted, late):
    submitted.change(JobStatus.RUNNING)
    assert submitted.change(late) is Outcome.IGNORED
    assert submitted.state().status is AnalysisStatus.RUNNING


def test_completes_when_the_job_succeeded_and_its_outputs_exist(submitted):
    submitted.objects.objects[OUT] = START
    assert submitted.change(JobStatus.SUCCEEDED, exit_code=0) is Outcome.COMPLETED
    assert submitted.tasks.answers == {"t1": None}
    assert submitted.state().status is AnalysisStatus.SUCCEEDED
    assert submitted.state().history[0].exit_code == 0


def test_a_job_that_succeeded_without_its_outputs_is_a_failure(submitted):
    assert submitted.change(JobStatus.SUCCEEDED, exit_code=0) is Outcome.RESUBMITTED
    past = submitted.state().history[0]
    assert past.reason == f"OutputsMissing: the job succeeded without {OUT}"


def test_an_event_tells_the_job_of_an_intent(submitted):
    intent = replace(submitted.state(), status=AnalysisStatus.SUBMITTING, job_id=None)
    submitted.analyses.save(intent)
    submitted.change(JobStatus.RUNNING)
    assert submitted.state().job_id == "job-1"


def test_a_failure_is_resubmitted_once_however_often_it_is_told(submitted):
    for _ in range(3):
        submitted.change(JobStatus.FAILED, exit_code=1)
    sent = {submission.attempt for submission, _ in submitted.submit_queue.sent}
    assert sent == {attempt_key(number=2)}
    for _ in range(3):
        submitted.submit(attempt=2, token=None)
    assert submitted.live == ["job-2"]


def test_a_resubmission_names_the_request_that_its_job_names(submitted):
    submitted.change(JobStatus.FAILED, exit_code=1)
    ((submission, _),) = submitted.submit_queue.sent
    assert submission.correlation_id == "request-1"


def test_the_last_attempt_fails_the_sample_with_its_reason():
    world = World(workflow=workflow(retry={"attempts": 1}))
    world.submit()
    assert world.change(JobStatus.FAILED, exit_code=2) is Outcome.FAILED
    assert world.sample.status is SampleStatus.FAILED
    assert "exit code 2" in world.sample.reason
    assert "exit code 2" in str(world.tasks.answers["t1"])


def test_out_of_memory_gets_more_memory(submitted):
    submitted.change(JobStatus.FAILED, exit_code=137, container_reason=OOM, memory=512)
    submitted.submit(attempt=2, token=None)
    job, _ = submitted.jobs.jobs["job-2"]
    assert job.container_overrides["resourceRequirements"] == [{"type": "MEMORY", "value": "1024"}]
    assert "1024 MiB" in submitted.state().history[0].decision


def test_a_job_of_an_older_generation_is_terminated(submitted):
    submitted.begin(generation=2)
    fresh = replace(submitted.state(), generation=2, job_id=None, history=())
    submitted.analyses.save(fresh)
    assert submitted.change(JobStatus.RUNNING) is Outcome.TERMINATED
    assert submitted.live == []


def test_a_second_job_of_the_same_attempt_is_terminated(submitted):
    job, change = submitted.jobs.jobs["job-1"]
    submitted.jobs.submit(job, change.attempt)
    assert submitted.change(JobStatus.RUNNING, job_id="job-2") is Outcome.TERMINATED
    assert submitted.live == ["job-1"]


def test_the_job_of_an_analysis_that_its_outputs_completed_is_recorded_once(submitted):
    submitted.write()
    for _ in range(2):
        submitted.change(JobStatus.SUCCEEDED, exit_code=0, stopped_at=START)
    assert [(past.job_id, past.stopped_at) for past in submitted.state().history] == [
        ("job-1", START)
    ]


def test_a_job_that_was_submitted_beside_a_refused_one_is_ended(submitted):
    failed = replace(submitted.state(), status=AnalysisStatus.FAILED, job_id=None)
    submitted.analyses.save(failed)
    assert submitted.change(JobStatus.RUNNING) is Outcome.TERMINATED
    assert submitted.live == []


def test_a_strangers_job_changes_nothing(submitted):
    change = submitted.jobs.jobs["job-1"][1]
    stranger = replace(change, attempt=attempt_key(analysis=1), status=JobStatus.RUNNING)
    assert submitted.tell(stranger) is Outcome.IGNORED


ORDERS = list(itertools.permutations([JobStatus.STARTING, JobStatus.RUNNING, JobStatus.SUCCEEDED]))


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_events_in_any_order_end_the_same(submitted, order):
    submitted.objects.objects[OUT] = START
    for status in [*order, *order]:
        submitted.change(status)
    assert submitted.state().status is AnalysisStatus.SUCCEEDED
    assert submitted.tasks.answers == {"t1": None}
    assert len(submitted.state().history) == 1


def _submitted() -> World:
    world = World()
    world.submit()
    return world


def test_after_a_crash_anywhere_a_success_is_told():
    def act(world, fragile):
        world.objects.objects[OUT] = START
        change = replace(world.jobs.jobs["job-1"][1], status=JobStatus.SUCCEEDED)
        record_job_change(change, ports=fragile(world.ports(Recording)))

    ends = after_each_crash(_submitted, act)
    assert len(ends) > 2
    assert all(world.tasks.answers == {"t1": None} for world in ends)
    assert all(world.state().status is AnalysisStatus.SUCCEEDED for world in ends)


def test_after_a_crash_anywhere_a_failure_is_resubmitted():
    def act(world, fragile):
        change = replace(world.jobs.jobs["job-1"][1], status=JobStatus.FAILED, exit_code=1)
        record_job_change(change, ports=fragile(world.ports(Recording)))

    ends = after_each_crash(_submitted, act)
    assert len(ends) > 2
    for world in ends:
        sent = {submission.attempt for submission, _ in world.submit_queue.sent}
        assert sent == {attempt_key(number=2)}
        assert world.state().attempt == 2


def test_after_a_crash_anywhere_giving_up_stops_sample_and_execution():
    def prepare():
        world = World(workflow=workflow(retry={"attempts": 1}))
        world.submit()
        return world

    def act(world, fragile):
        change = replace(world.jobs.jobs["job-1"][1], status=JobStatus.FAILED, exit_code=1)
        record_job_change(change, ports=fragile(world.ports(Recording)))

    ends = after_each_crash(prepare, act)
    assert len(ends) > 3
    assert all(world.sample.status is SampleStatus.FAILED for world in ends)
    assert all("t1" in world.tasks.answers for world in ends)
