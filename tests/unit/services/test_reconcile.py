from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.errors import UnavailableError, UnreadableError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.repairs import Repair
from tests.unit.services.world import OUT, RUN, START, attempt_key


def test_a_sample_whose_execution_never_started_is_started(world, sweep):
    assert sweep() == [Repair.EXECUTION_STARTED]
    assert list(world.executions.started) == [(RUN, "S1", 1)]


def test_a_repair_names_the_request_that_the_sample_acts_for(world):
    world.submit()
    world.jobs.jobs.clear()
    (found,) = reconcile(timedelta(0), ports=world.ports(Sweeping))
    ((submission, _),) = world.submit_queue.sent
    assert found.correlation_id == submission.correlation_id == "request-1"


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


def test_a_resubmission_that_waits_for_its_turn_is_left_alone(world, sweep, monkeypatch):
    monkeypatch.setattr(world, "chance", lambda: 1.0)
    world.submit()
    world.change(JobStatus.FAILED, exit_code=1)
    assert (world.state().not_before - world.state().updated_at).seconds == 30
    world.later(20)
    assert sweep(seconds=10) == []
    world.later(30)
    assert sweep(seconds=10) == [Repair.SUBMISSION_SENT]


def test_an_end_that_was_told_is_no_repair_while_the_next_analysis_waits_its_turn(world, sweep):
    world.executions.start(world.sample)
    world.submit()
    world.write()
    assert sweep() == []


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
    assert sweep() == [Repair.EXECUTION_STARTED]
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
    world.later()
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


def test_live_samples_are_looked_at_whatever_the_counts_say(world, sweep):
    world.runs.counters[RUN] = {"count#SAMPLE#SUCCEEDED": 1, "count#STARTED#1": 1}
    assert world.runs.get(RUN).is_over
    assert sweep() == [Repair.EXECUTION_STARTED]


def test_a_repair_names_its_run_its_sample_and_its_cause(world):
    world.submit()
    world.jobs.jobs.clear()
    (gone,) = reconcile(timedelta(0), ports=world.ports(Sweeping))
    assert (gone.run, gone.sample, gone.reason) == (RUN, "S1", "job-1 is forgotten")


def test_what_is_put_off_keeps_the_text_of_its_error(world, monkeypatch):
    def refuse(state):
        msg = "StartExecution: slow down"
        raise UnavailableError(msg)

    monkeypatch.setattr(world.executions, "ensure", refuse)
    (late,) = reconcile(timedelta(0), ports=world.ports(Sweeping))
    assert (late.kind, late.sample) == (Repair.PUT_OFF, "S1")
    assert late.reason == "UnavailableError: StartExecution: slow down"


@pytest.fixture
def held_up(world):
    """A job that waits at the head of its queue, of which no event told."""
    world.submit()
    job, change = world.jobs.jobs["job-1"]
    waits = {"status": JobStatus.RUNNABLE, "status_reason": "UNDETERMINED", "blocked": True}
    world.jobs.jobs["job-1"] = (job, replace(change, **waits))
    return world


def test_a_job_that_holds_up_its_queue_is_told_of_once_if_its_event_is_lost(held_up, sweep):
    assert [sweep(), sweep()] == [[Repair.JOB_BLOCKED], []]
    assert held_up.state().reason == "UNDETERMINED"


def test_a_job_that_fits_nowhere_is_ended_if_its_event_is_lost(held_up, sweep):
    job, change = held_up.jobs.jobs["job-1"]
    too_large = replace(change, status_reason="MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - no")
    held_up.jobs.jobs["job-1"] = (job, too_large)
    assert sweep() == [Repair.JOB_CHANGE_FOUND]
    assert held_up.live == []


def test_a_sample_that_cannot_be_read_is_named_and_keeps_no_other_waiting(world, monkeypatch):
    listed, broken = world.samples.list, UnreadableError("item S0 can't be read")

    def list_(run, *, status, after):
        return replace(listed(run, status=status, after=after), unreadable=(broken,))

    monkeypatch.setattr(world.samples, "list", list_)
    found = list(reconcile(timedelta(0), ports=world.ports(Sweeping)))
    assert [one.kind for one in found].count(Repair.EXECUTION_STARTED) == 1
    assert found[0].reason == "UnreadableError: item S0 can't be read"


def test_a_run_that_cannot_be_read_keeps_no_other_waiting(world, sweep, monkeypatch):
    get = world.runs.get

    def get_others(key):
        if key == RUN:
            return get(key)
        msg = "item RUN#a can't be read"
        raise UnreadableError(msg)

    monkeypatch.setattr(world.runs, "all", lambda: [RunKey(project="a", workflow="a"), RUN])
    monkeypatch.setattr(world.runs, "get", get_others)
    assert sweep() == [Repair.PUT_OFF, Repair.EXECUTION_STARTED]
