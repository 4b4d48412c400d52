from dataclasses import replace

import pytest

from batch_relay.domain.admission import UNTIL_SETTLED
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.domain.messages import Submission
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.services.submit_analysis import Outcome, Submitting, submit_analysis
from tests.unit.services.crash import Crash, after_each_crash
from tests.unit.services.world import OUT, RUN, START, World, attempt_key, workflow


def test_submits_a_job_that_carries_its_attempt(world):
    assert world.submit() is Outcome.SUBMITTED
    job, change = world.jobs.jobs["job-1"]
    assert (job.parameters, job.queue, job.outputs) == ({"sample": "S1"}, "spot", (OUT,))
    assert change.attempt == attempt_key()
    assert (world.state().status, world.state().job_id) == (AnalysisStatus.SUBMITTED, "job-1")


def test_the_job_and_who_waits_for_its_output_name_the_request(world):
    world.submit()
    job, _ = world.jobs.jobs["job-1"]
    assert job.correlation_id == world.awaited.find(OUT).correlation_id == "request-1"


def test_a_repeated_message_submits_nothing(world):
    world.submit()
    assert world.submit() is Outcome.REPEATED
    assert list(world.jobs.jobs) == ["job-1"]


def test_skips_an_analysis_whose_outputs_all_exist(world):
    world.objects.objects[OUT] = START
    assert world.submit() is Outcome.SKIPPED
    assert world.tasks.answers == {"t1": None}
    assert world.jobs.jobs == {}
    assert world.state().status is AnalysisStatus.SKIPPED


def test_a_repeated_message_of_a_skipped_analysis_is_answered_again(world):
    world.objects.objects[OUT] = START
    world.submit()
    world.tasks.answers.clear()
    assert world.submit() is Outcome.REPEATED
    assert world.tasks.answers == {"t1": None}


@pytest.mark.parametrize("status", [SampleStatus.FAILED, SampleStatus.CANCELLED])
def test_refuses_an_analysis_of_a_sample_that_stopped(world, status):
    world.samples.stop(RUN, "S1", generation=1, status=status, reason="why", at=START)
    assert world.submit() is Outcome.REFUSED
    assert world.tasks.answers == {"t1": f"AnalysisFailed: the sample is {status}: why"}
    assert world.jobs.jobs == {}


@pytest.mark.parametrize("begun", [False, True])
def test_refuses_an_analysis_before_the_one_before_is_complete(world, begun):
    if begun:
        world.submit()
    assert world.submit(analysis=1, token="t2") is Outcome.REFUSED
    assert world.tasks.answers == {"t2": "AnalysisFailed: analysis 1 is not complete"}


def test_submits_an_analysis_once_the_one_before_is_complete(world):
    world.submit()
    world.write()
    assert world.submit(analysis=1, token="t2") is Outcome.SUBMITTED


def test_refuses_a_message_of_an_older_generation(world):
    failed = SampleStatus.FAILED
    world.samples.stop(RUN, "S1", generation=1, status=failed, reason="", at=START)
    world.begin(generation=2)
    assert world.submit() is Outcome.REFUSED
    assert "superseded by 2" in str(world.tasks.answers["t1"])


def test_postpones_what_a_cancelled_run_has_not_stopped_yet_then_refuses_it(world):
    world.runs.runs[RUN] = replace(world.runs.runs[RUN], cancelled=1)
    assert world.submit() is Outcome.POSTPONED
    assert [sent.token for sent, _ in world.submit_queue.sent] == ["t1"]
    mark(world, SampleStatus.CANCELLED)
    assert world.submit() is Outcome.REFUSED
    assert world.jobs.jobs == {}


def test_a_throttled_submission_stays_an_intent_and_comes_again(world, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(world.jobs, "submit", _raises(UnavailableError("slow down")))
        with pytest.raises(UnavailableError):
            world.submit()
    assert world.state().status is AnalysisStatus.SUBMITTING
    world.later()
    assert world.submit() is Outcome.SUBMITTED
    assert world.live == ["job-1"]


def test_a_refused_submission_fails_the_sample_with_the_reason(world, monkeypatch):
    monkeypatch.setattr(world.jobs, "submit", _raises(RefusedError("JobDefinition tool:1 missing")))
    assert world.submit() is Outcome.REFUSED
    assert world.tasks.answers == {
        "t1": "AnalysisFailed: analysis 1: not submitted: JobDefinition tool:1 missing"
    }
    assert world.sample.status is SampleStatus.FAILED
    assert "JobDefinition tool:1 missing" in world.sample.reason


def test_a_second_message_waits_while_another_may_be_submitting(world, monkeypatch):
    monkeypatch.setattr(world.jobs, "submit", _dying(world.jobs.submit))
    with pytest.raises(Crash):
        world.submit(token="t1")
    assert world.submit(token="t2") is Outcome.POSTPONED
    (again, delay), *_ = world.submit_queue.sent
    assert (again.token, 0 < delay <= UNTIL_SETTLED) == ("t2", True)
    assert world.live == ["job-1"]


def test_a_job_that_its_refused_repetition_overtook_is_found_by_its_name(world, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(world.jobs, "submit", _dying(world.jobs.submit))
        with pytest.raises(Crash):
            world.submit()
    monkeypatch.setattr(world.jobs, "submit", _raises(RefusedError("JobDefinition tool:1 missing")))
    world.later()
    assert world.submit() is Outcome.SUBMITTED
    assert (world.state().status, world.state().job_id) == (AnalysisStatus.SUBMITTED, "job-1")


def test_an_intent_whose_queue_is_no_more_fails_with_the_reason(world, monkeypatch):
    world.submit()
    world.analyses.save(replace(world.state(), status=AnalysisStatus.SUBMITTING, job_id=None))
    monkeypatch.setattr(world.jobs, "find", _raises(RefusedError("ListJobs: spot is no more")))
    world.later()
    assert world.submit() is Outcome.REFUSED
    assert world.sample.reason == "analysis 1: not submitted: ListJobs: spot is no more"


def test_of_two_that_find_no_job_one_submits(world, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(world.jobs, "submit", _raises(UnavailableError("slow down")))
        with pytest.raises(UnavailableError):
            world.submit()
    world.later()
    monkeypatch.setattr(world.jobs, "find", _overtaken(world, monkeypatch))
    assert world.submit() is Outcome.REPEATED
    assert world.live == ["job-1"]


def test_a_second_token_is_answered_as_well(world):
    world.submit(token="t1")
    world.submit(token="t2")
    world.write()
    assert world.tasks.answers == {"t1": None, "t2": None}


def test_an_analysis_that_its_job_completes_waits_for_no_output():
    world = World(workflow=workflow(complete_when="job"))
    world.submit()
    assert world.awaited.awaited == {}


def test_a_resubmission_may_say_that_an_analysis_is_complete_with_its_job(world):
    again = Resubmission(policy={"complete_when": "job"})
    world.samples.samples[RUN, "S1"] = replace(world.sample, again=again)
    world.submit()
    assert world.awaited.awaited == {}


def test_another_attempt_does_not_write_again_who_waits():
    world = World(workflow=workflow(retry={"delay": 0}))
    world.submit()
    world.change(JobStatus.FAILED, status_reason="Host EC2 (instance i-0) terminated.")
    world.awaited.awaited.clear()
    assert world.submit(attempt=2, token=None) is Outcome.SUBMITTED
    assert world.awaited.awaited == {}


def test_an_event_faster_than_the_submitter_is_not_undone(world, monkeypatch):
    submit = world.jobs.submit

    def submit_and_run(job, attempt):
        job_id = submit(job, attempt)
        world.change(JobStatus.RUNNING)
        return job_id

    monkeypatch.setattr(world.jobs, "submit", submit_and_run)
    assert world.submit() is Outcome.SUBMITTED
    assert (world.state().status, world.state().job_id) == (AnalysisStatus.RUNNING, "job-1")


def test_a_token_that_comes_with_a_recovered_job_is_answered_though_an_event_was_faster(
    world, monkeypatch
):
    monkeypatch.setattr(world.jobs, "submit", _dying(world.jobs.submit))
    with pytest.raises(Crash):
        world.submit(token="t1")
    world.later()
    monkeypatch.setattr(world.jobs, "find", _telling(world))
    world.submit(token="t2")
    world.write()
    assert world.tasks.answers == {"t1": None, "t2": None}


def test_an_output_that_may_not_be_looked_at_fails_its_analysis_at_once(world, monkeypatch):
    refused = RefusedError("HeadObject: Forbidden")
    monkeypatch.setattr(world.objects, "written_at", _raises(refused))
    assert world.submit() is Outcome.REFUSED
    assert world.tasks.answers == {
        "t1": "AnalysisFailed: analysis 1: not submitted: HeadObject: Forbidden"
    }
    assert (world.state().status, world.jobs.jobs) == (AnalysisStatus.FAILED, {})


def test_a_sample_that_a_newer_version_does_not_fit_fails_at_once(world):
    newer = workflow()
    unfit = replace(newer.analyses[0], parameters={"lane": "{lane}"})
    world.workflows.put(replace(newer, analyses=(unfit, newer.analyses[1])))
    assert world.submit() is Outcome.REFUSED
    assert world.sample.status is SampleStatus.FAILED
    assert "There is no variable 'lane'" in world.sample.reason


def test_after_a_crash_anywhere_one_job_runs_and_is_recorded():
    def act(world, fragile):
        world.later()
        submission = Submission(attempt=attempt_key(), token="t1")
        submit_analysis(submission, ports=fragile(world.ports(Submitting)))

    ends = after_each_crash(World, act)
    assert len(ends) > 4
    for world in ends:
        assert world.live == ["job-1"]
        assert (world.state().status, world.state().job_id) == (AnalysisStatus.SUBMITTED, "job-1")


def test_two_jobs_of_one_attempt_are_cut_down_to_one(world):
    world.submit()
    intent = replace(world.state(), status=AnalysisStatus.SUBMITTING, job_id=None)
    world.analyses.save(intent)
    world.jobs.submit(*reversed(_again(world)))
    world.later()
    assert world.submit() is Outcome.SUBMITTED
    assert world.live == ["job-1"]


def mark(world, status):
    world.samples.stop(RUN, "S1", generation=1, status=status, reason="", at=START)


def _dying(submit):
    def submit_and_die(job, attempt):
        submit(job, attempt)
        raise Crash

    return submit_and_die


def _telling(world):
    """Let the job's event be faster than the answer of ListJobs."""
    find = world.jobs.find

    def find_and_tell(job):
        world.change(JobStatus.RUNNING)
        return find(job)

    return find_and_tell


def _overtaken(world, monkeypatch):
    """Let another find nothing, and submit, while this one looks for the job."""
    find = world.jobs.find

    def find_and_be_overtaken(job):
        found = find(job)
        monkeypatch.setattr(world.jobs, "find", find)
        world.submit()
        return found

    return find_and_be_overtaken


def _again(world):
    job, change = world.jobs.jobs["job-1"]
    return change.attempt, job


def _raises(error):
    def fail(*_):
        raise error

    return fail
