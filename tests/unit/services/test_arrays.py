"""Arrays of jobs: of those that fail, only the failed indices are run again."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.arrays import pack, unpack
from batch_relay.domain.definitions import read_definition
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.domain.usage import Price
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.record_job_change import Outcome, Recording, record_job_change
from batch_relay.services.record_output import Outcome as Found
from batch_relay.services.repairs import Repair
from batch_relay.services.submit_analysis import Submitting, submit_analysis
from tests.examples import submission
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import OUT, RUN, START, World, attempt_key, workflow

OOM = {"container_reason": "OutOfMemoryError: Container killed", "exit_code": 137, "memory": 512}
RECLAIMED = {"status_reason": "Host EC2 (instance i-0) terminated."}
FITS_NOWHERE = "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - no instance has 1000 vCPUs"
CHILD_FAILED = "Array Child Job failed"


def array(size=4, **own):
    """The workflow of other tests, as arrays of that many jobs."""
    source = json.loads(json.dumps(workflow(**own).source))
    for one in source["analyses"]:
        one["arrayProperties"] = {"size": size}
    read = read_definition(json.dumps(source), problems=Problems())
    assert read is not None
    return read


def submitted(size=4, **own) -> World:
    world = World(workflow=array(size, **own))
    world.submit()
    return world


@pytest.fixture
def world() -> World:
    return submitted()


def fail(world, job_id="job-1", **failures):
    """Let jobs of an array fail, by their place in it: `_2=OOM`; then the array."""
    for name, told in failures.items():
        world.jobs.fail_child(job_id, int(name[1:]), **told)
    return world.change(JobStatus.FAILED, job_id=job_id, status_reason=CHILD_FAILED)


def told(world, job_id):
    """Which indices a job was told to run."""
    return unpack(world.jobs.jobs[job_id][0].indices)


def test_the_whole_array_is_submitted_first(world):
    assert told(world, "job-1") == (0, 1, 2, 3)
    assert (world.state().size, world.state().indices) == (4, "0-3")


def test_only_failed_indices_are_run_again(world):
    assert fail(world, _1=OOM, _3=OOM) is Outcome.RESUBMITTED
    world.submit(attempt=2, token=None)
    assert told(world, "job-2") == (1, 3)
    past = world.state().history[0]
    assert (past.size, past.failed, past.job_id, past.exit_code) == (4, "1,3", "job-1", 137)
    assert "indices 1,3: out of memory" in past.decision


def test_an_index_that_fails_again_keeps_its_number(world):
    fail(world, _1=RECLAIMED, _3=RECLAIMED)
    world.submit(attempt=2, token=None)
    fail(world, "job-2", _1=RECLAIMED)
    world.submit(attempt=3, token=None)
    job, _ = world.jobs.jobs["job-3"]
    assert (job.indices, job.array_size, job.array_properties()) == ("3", 1, {})


def test_a_single_index_that_is_left_is_a_job_of_its_own(world):
    fail(world, _2=RECLAIMED)
    world.submit(attempt=2, token=None)
    world.change(JobStatus.FAILED, job_id="job-2", **OOM)
    assert world.state().history[1].failed == "2"
    world.submit(attempt=3, token=None)
    world.objects.objects[OUT] = world.clock()
    assert world.change(JobStatus.SUCCEEDED, job_id="job-3") is Outcome.COMPLETED


def test_one_index_that_nothing_cures_fails_the_sample_with_its_reason():
    world = submitted(retry={"application": 0})
    assert fail(world, _1=RECLAIMED, _2={"exit_code": 3}) is Outcome.FAILED
    assert "index 2: application failed: exit code 3" in world.sample.reason
    assert world.state().history[0].failed == "1-2"


@pytest.mark.parametrize("status", [JobStatus.RUNNING, JobStatus.FAILED, JobStatus.SUCCEEDED])
def test_a_job_of_an_array_changes_nothing(world, status):
    before = world.state()
    world.jobs.fail_child("job-1", 0)
    child = replace(world.jobs.children["job-1"][0], status=status)
    assert world.tell(child) is Outcome.IGNORED
    assert world.state() == before
    assert world.live == ["job-1"]


@pytest.fixture
def held_up(world):
    """An array of which one job waits at the head of its queue, and no event told so."""
    stuck = {"status": JobStatus.RUNNABLE, "status_reason": FITS_NOWHERE, "blocked": True}
    world.jobs.children["job-1"][1] = replace(world.jobs.children["job-1"][1], **stuck)
    job, change = world.jobs.jobs["job-1"]
    world.jobs.jobs["job-1"] = (job, replace(change, status=JobStatus.PENDING, runnable=1))
    return world


def test_a_job_of_an_array_that_fits_nowhere_is_ended_if_its_event_is_lost(held_up, sweep):
    assert sweep() == [Repair.JOB_CHANGE_FOUND, Repair.JOB_CHANGE_FOUND]
    ended = [one.status_reason for one in held_up.jobs.children["job-1"] if one.status.is_final]
    assert ended == [f"batch-relay: fits no instance ({FITS_NOWHERE})"]
    assert sweep() == []


def test_of_an_array_that_waits_it_is_told_why_if_the_event_is_lost(held_up, sweep):
    waits = replace(held_up.jobs.children["job-1"][1], status_reason="UNDETERMINED")
    held_up.jobs.children["job-1"][1] = waits
    assert sweep() == [Repair.JOB_CHANGE_FOUND, Repair.JOB_BLOCKED]
    assert held_up.state().reason == "UNDETERMINED"
    assert sweep() == []


def test_an_output_completes_no_array(world):
    assert world.write(OUT) is Found.IGNORED
    assert world.state().status is AnalysisStatus.SUBMITTED


def test_no_resubmission_lets_an_output_complete_an_array():
    world = World(workflow=array())
    again = Resubmission(policy={"complete_when": "outputs"})
    world.samples.samples[RUN, "S1"] = replace(world.sample, again=again)
    world.submit()
    assert world.awaited.awaited == {}


def test_outputs_that_exist_complete_no_array_with_an_index_that_failed(world):
    fail(world, _1=RECLAIMED)
    world.objects.objects[OUT] = world.clock()
    world.submit(attempt=2, token=None)
    assert told(world, "job-2") == (1,)


def test_without_its_outputs_the_whole_array_is_run_again(world):
    fail(world, _1=RECLAIMED)
    world.submit(attempt=2, token=None)
    assert world.change(JobStatus.SUCCEEDED, job_id="job-2") is Outcome.RESUBMITTED
    world.submit(attempt=3, token=None)
    assert told(world, "job-3") == (0, 1, 2, 3)


def test_an_array_that_batch_forgot_is_run_again(world):
    world.jobs.jobs.clear()
    world.jobs.children.clear()
    list(reconcile(START - START, ports=world.ports(Sweeping)))
    assert (world.state().status, world.state().indices) == (AnalysisStatus.RESUBMITTING, "0-3")
    assert world.state().history[0].rule == "forgotten by AWS Batch"


def scattered() -> World:
    """An array of which every second job failed: too many indices to tell one job."""
    world = submitted(4_000)
    fail(world, **{f"_{index}": RECLAIMED for index in range(0, 4_000, 2)})
    world.submit(attempt=2, token=None)
    return world


def test_indices_too_many_to_tell_are_run_one_part_after_another():
    world = scattered()
    first = told(world, "job-2")
    assert world.change(JobStatus.SUCCEEDED, job_id="job-2") is Outcome.RESUBMITTED
    world.submit(attempt=3, token=None)
    assert first + unpack(world.state().indices) == (*range(0, 4_000, 2),)
    assert told(world, "job-3") == unpack(world.state().indices)[: len(told(world, "job-3"))]


def test_an_index_that_fails_again_goes_before_those_that_wait_for_their_turn():
    world = scattered()
    waiting = world.state().waiting
    fail(world, "job-2", _1=RECLAIMED)
    assert world.state().indices == f"2,{waiting}"


def test_a_part_that_succeeded_uses_up_no_budget():
    world = scattered()
    world.change(JobStatus.SUCCEEDED, job_id="job-2")
    assert [past.status for past in world.state().history] == ["FAILED", "SUCCEEDED"]
    assert len(world.state().tried) == 1


def given_up(**asked):
    """A sample whose array was given up, and that was asked for again."""
    world = submitted(retry={"application": 0})
    fail(world, _2={"exit_code": 3})
    asked_for = {"generation": 2, "again": Resubmission(**asked), "status": SampleStatus.RUNNING}
    world.samples.begin(replace(world.sample, **asked_for))
    world.submit_attempt(attempt_key(generation=2), "t2")
    return world


def test_a_resubmission_by_hand_runs_what_had_failed():
    assert told(given_up(memory=2_048), "job-2") == (2,)


@pytest.mark.parametrize(
    "asked", [{"first": 0, "asked_at": START}, {"parameters": {"sample": "x"}}]
)
def test_a_resubmission_from_an_analysis_on_or_with_other_parameters_runs_all(asked):
    assert told(given_up(**asked), "job-2") == (0, 1, 2, 3)


def test_a_cancelled_array_leaves_no_job_alive(world):
    cancelling = replace(world.state(), status=AnalysisStatus.CANCELLING, reason="why")
    world.analyses.save(cancelling)
    world.tell(world.jobs.jobs["job-1"][1])
    assert {child.status for child in world.jobs.children["job-1"]} == {JobStatus.FAILED}


def test_a_failed_array_is_resubmitted_once_wherever_its_function_dies():
    def act(world, fragile):
        if not world.state().history:
            world.jobs.fail_child("job-1", 2, **RECLAIMED)
        change = replace(world.jobs.jobs["job-1"][1], status=JobStatus.FAILED, at=START)
        record_job_change(change, ports=fragile(world.ports(Recording)))
        world.later()
        again = submission(attempt=attempt_key(number=2), token=None)
        submit_analysis(again, ports=fragile(world.ports(Submitting)))

    ends = after_each_crash(submitted, act)
    assert len(ends) > 5
    assert {told(world, "job-2") for world in ends} == {(2,)}
    assert {len(world.jobs.jobs) for world in ends} == {2}


def test_a_packed_list_is_what_the_job_is_told(world):
    assert world.jobs.jobs["job-1"][0].indices == pack(range(4))


def test_an_array_costs_what_its_jobs_ran():
    world = submitted(size=2)
    world.objects.objects[OUT] = START + timedelta(days=1)
    world.prices.put("spot", Price(vcpu_hour=1_000_000, gib_hour=0))
    for index, minutes in enumerate((60, 30)):
        child = world.jobs.children["job-1"][index]
        ran = {"started_at": START, "stopped_at": START + timedelta(minutes=minutes)}
        ran["status"] = JobStatus.SUCCEEDED
        world.jobs.children["job-1"][index] = replace(child, **ran)
    world.change(JobStatus.SUCCEEDED, vcpus=2.0, started_at=START)
    assert world.state().history[-1].cost == 3_000_000
