"""Cancel, pause, resubmit: what people do to a run on its way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.adapters.memory.catalog import MemoryCatalog
from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.domain.catalog import JobDefinition, JobQueue
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.manifests import to_line
from batch_relay.domain.messages import StartChosen, StartRange
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.pause_run import pause_run
from batch_relay.services.read_settings import read_settings
from batch_relay.services.resubmit_samples import Resubmit, resubmit_samples
from batch_relay.services.start_samples import Starting, start_samples
from batch_relay.services.steer_samples import Steering, steer_samples
from batch_relay.services.submit_analysis import Outcome
from tests.examples import AnyCatalog
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import OUT, RUN, START, World

TOOL = JobDefinition(references=frozenset({"sample"}))
WHOLE = Cancel(reason="wrong reference")


class Desk(World):
    """A world whose operators' queues are worked off at once."""

    def __post_init__(self):
        super().__post_init__()
        self.files = None
        self.catalog = AnyCatalog()

    def cancel(self, cancel=WHOLE):
        run = cancel_run(RUN, cancel, runs=self.runs, samples=self.samples, steering=self.steering)
        self.steer()
        return run

    def steer(self, fragile=lambda ports: ports):
        for part in self.steering.sent:
            steer_samples(part, ports=fragile(self.ports(Steering)))

    def pause(self, *, paused):
        pause_run(RUN, paused=paused, runs=self.runs, samples=self.samples, steering=self.steering)
        self.steer()

    def resubmit(self, resubmit=Resubmit(), **again):  # noqa: B008 - a frozen value
        if again:
            resubmit = replace(resubmit, again=Resubmission(**again))
        run = resubmit_samples(
            RUN,
            resubmit,
            runs=self.runs,
            samples=self.samples,
            workflows=self.workflows,
            starts=self.starts,
            catalog=self.catalog,
            clock=self.clock,
        )
        for part in self.starts.sent:
            start_samples(part, ports=self.ports(Starting))
        return run

    def fail(self):
        self.submit()
        self.change(JobStatus.FAILED, exit_code=127)

    def submit_again(self, *, generation=2, token="t2"):
        key = replace(self.state().attempt_key, generation=generation, number=1)
        return self.submit_attempt(key, token)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_cancelling_ends_the_job_and_then_the_sample(desk):
    desk.submit()
    desk.cancel()
    assert desk.live == []
    assert desk.sample.status is SampleStatus.CANCELLING
    desk.tell(desk.jobs.jobs["job-1"][1])
    assert desk.sample.status is SampleStatus.CANCELLED
    assert "wrong reference" in desk.sample.reason
    assert "wrong reference" in str(desk.tasks.answers["t1"])


def test_nothing_is_submitted_after_a_cancel(desk):
    desk.cancel()
    assert desk.sample.status is SampleStatus.CANCELLED
    assert desk.submit() is Outcome.REFUSED
    assert desk.jobs.jobs == {}


def test_a_sample_between_two_attempts_is_cancelled_at_once(desk):
    desk.submit()
    desk.change(JobStatus.FAILED, container_reason="OutOfMemoryError: x", memory=512)
    desk.cancel()
    assert desk.state().status is AnalysisStatus.CANCELLED
    assert desk.submit(attempt=2, token=None) is Outcome.REFUSED


def test_a_job_of_an_intent_that_was_cancelled_is_found_and_ended(desk):
    desk.submit()
    desk.analyses.save(replace(desk.state(), status=AnalysisStatus.SUBMITTING, job_id=None))
    desk.cancel()
    assert desk.submit() is Outcome.POSTPONED
    assert desk.live == ["job-1"]
    desk.later()
    assert desk.submit() is Outcome.REFUSED
    assert desk.live == []
    assert desk.state().job_id == "job-1"


def test_a_cancel_while_the_intent_is_written_wins(desk, monkeypatch):
    save = desk.analyses.save

    def save_and_cancel(state):
        monkeypatch.setattr(desk.analyses, "save", save)
        saved = save(state)
        desk.runs.cancel(RUN, generation=1, reason="wrong reference")
        return saved

    monkeypatch.setattr(desk.analyses, "save", save_and_cancel)
    assert desk.submit() is Outcome.REFUSED
    assert desk.jobs.jobs == {}


def test_an_output_does_not_complete_what_is_being_cancelled(desk):
    desk.submit()
    desk.cancel()
    desk.write()
    assert desk.state().status is AnalysisStatus.CANCELLING


def test_a_cancel_needs_a_reason(desk):
    with pytest.raises(InvalidError, match="Say why"):
        desk.cancel(Cancel(reason=" "))


def test_cancelling_by_status_leaves_the_others(desk):
    desk.submit()
    desk.cancel(Cancel(reason="stuck", only=AnalysisStatus.RUNNABLE))
    assert desk.live == ["job-1"]
    assert desk.sample.status is SampleStatus.RUNNING


def test_after_a_crash_anywhere_a_cancel_leaves_no_live_job():
    def prepare():
        desk = Desk()
        desk.submit()
        cancel_run(RUN, WHOLE, runs=desk.runs, samples=desk.samples, steering=desk.steering)
        return desk

    ends = after_each_crash(prepare, lambda desk, fragile: desk.steer(fragile))
    assert len(ends) > 3
    assert all(desk.live == [] for desk in ends)
    assert all(desk.state().status is AnalysisStatus.CANCELLING for desk in ends)


def test_a_paused_run_submits_nothing_and_goes_on_where_it_was(desk):
    desk.pause(paused=True)
    assert desk.submit() is Outcome.PARKED
    assert desk.jobs.jobs == {}
    desk.pause(paused=False)
    assert [one.attempt for one, _ in desk.submit_queue.sent] == [desk.state().attempt_key]
    assert desk.submit(token=None) is Outcome.SUBMITTED
    assert desk.state().tokens == ("t1",)


def test_what_is_parked_as_the_run_goes_on_is_not_left_behind(desk, monkeypatch):
    desk.pause(paused=True)
    save = desk.analyses.save

    def save_and_go_on(state):
        desk.runs.pause(RUN, paused=False)
        return save(state)

    monkeypatch.setattr(desk.analyses, "save", save_and_go_on)
    assert desk.submit() is Outcome.PARKED
    assert len(desk.submit_queue.sent) == 1


def test_a_failed_sample_is_run_again_in_a_new_generation(desk):
    desk.fail()
    run = desk.resubmit()
    assert (run.generation, run.expected[2]) == (2, 1)
    assert (desk.sample.status, desk.sample.generation) == (SampleStatus.RUNNING, 2)
    assert desk.submit_again() is Outcome.SUBMITTED
    assert [past.generation for past in desk.state().history] == [1]


def test_what_exists_is_skipped_when_run_again(desk):
    desk.fail()
    desk.objects.objects[OUT] = START
    desk.resubmit()
    assert desk.submit_again() is Outcome.SKIPPED


def test_from_an_analysis_on_old_outputs_do_not_count(desk):
    desk.fail()
    desk.objects.objects[OUT] = START
    desk.resubmit(first=0)
    assert desk.submit_again() is Outcome.SUBMITTED
    desk.change(JobStatus.SUCCEEDED, job_id="job-2", exit_code=0)
    assert "OutputsMissing" in desk.state().history[-1].reason


def test_from_an_analysis_on_new_outputs_count(desk):
    desk.fail()
    desk.resubmit(first=0)
    desk.submit_again()
    desk.write(at=desk.clock() + timedelta(seconds=1))
    assert desk.state().status is AnalysisStatus.SUCCEEDED


def test_a_resubmission_changes_what_it_names(desk):
    desk.fail()
    desk.resubmit(queue="big", memory=4096, vcpus=8, timeout=90, parameters={"db": "new"})
    desk.submit_again()
    job, _ = desk.jobs.jobs["job-2"]
    assert (job.queue, job.timeout) == ("big", 90)
    assert job.parameters == {"sample": "S1", "db": "new"}
    asked = {one["type"]: one["value"] for one in job.container_overrides["resourceRequirements"]}
    assert asked == {"MEMORY": "4096", "VCPU": "8"}


def settings(desk):
    """What each attempt at the analysis was given."""
    found = read_settings(desk.sample, [desk.state()], workflows=desk.workflows)
    return [found.get(key) for key in desk.state().attempt_keys]


def test_each_attempt_tells_what_it_was_given(desk):
    desk.fail()
    desk.resubmit(timeout=90, parameters={"db": "new"})
    desk.submit_again()
    first, second = settings(desk)
    assert (first.parameters, second.parameters) == (
        {"sample": "S1"},
        {"sample": "S1", "db": "new"},
    )
    assert second.timeout == 90 != first.timeout


def test_changes_too_long_to_keep_are_told_while_they_are_the_newest(desk):
    desk.fail()
    desk.resubmit(parameters={"db": "x" * 300})
    desk.submit_again()
    assert settings(desk)[1].parameters["db"] == "x" * 300
    desk.change(JobStatus.FAILED, job_id="job-2", exit_code=127)
    desk.resubmit()
    desk.submit_again(generation=3, token="t3")
    assert [one and one.parameters for one in settings(desk)] == [
        {"sample": "S1"},
        None,
        {"sample": "S1"},
    ]


def test_a_running_sample_is_not_disturbed_by_a_resubmission(desk):
    desk.submit()
    desk.resubmit(Resubmit(samples=frozenset({"S1"})))
    assert (desk.sample.generation, desk.sample.asked) == (1, {1, 2})
    assert desk.live == ["job-1"]


def test_there_must_be_something_to_resubmit(desk):
    with pytest.raises(InvalidError, match="no sample of the run is FAILED or CANCELLED"):
        desk.resubmit()


def test_an_unknown_sample_or_analysis_is_told(desk):
    desk.fail()
    with pytest.raises(InvalidError, match="'S9' was never started"):
        desk.resubmit(Resubmit(samples=frozenset({"S9"})))
    with pytest.raises(InvalidError, match="no analysis 3: the workflow has 2"):
        desk.resubmit(first=2)


def test_a_run_that_is_being_cancelled_is_not_resubmitted(desk):
    desk.submit()
    desk.cancel()
    desk.runs.counters[RUN] = {"count#SAMPLE#CANCELLING": 1}
    with pytest.raises(ConflictError, match="being cancelled"):
        desk.resubmit()


def test_a_resubmission_that_broke_off_goes_on_in_its_generation(desk):
    desk.fail()
    desk.runs.counters[RUN] = {"count#STARTED#1": 1, "count#SAMPLE#FAILED": 1}
    assert desk.resubmit().generation == 2
    desk.samples.samples[RUN, "S1"] = replace(desk.sample, status=SampleStatus.FAILED, generation=1)
    assert desk.resubmit().generation == 2
    desk.samples.samples[RUN, "S1"] = replace(desk.sample, status=SampleStatus.FAILED)
    assert desk.resubmit(queue="big").generation == 3


def test_a_sample_whose_start_was_cancelled_before_it_began_is_cancelled(desk):
    line = to_line(desk.samples.samples.pop((RUN, "S1")).sample)
    desk.files = MemoryFiles({"m": line})
    desk.runs.cancel(RUN, generation=1, reason="wrong reference")
    part = StartRange(run=RUN, generation=1, manifest="m", offset=0, length=len(line))
    start_samples(part, ports=desk.ports(Starting))
    assert (desk.sample.status, desk.executions.started) == (SampleStatus.CANCELLED, {})
    assert "wrong reference" in desk.sample.reason


def test_a_cancelled_resubmission_leaves_what_it_did_not_reach_as_it_was(desk):
    desk.fail()
    before = desk.sample
    desk.runs.begin(replace(desk.runs.runs[RUN], generation=2))
    desk.runs.cancel(RUN, generation=2, reason="wrong reference")
    again = StartChosen(run=RUN, generation=2, samples=("S1",), again=NOTHING)
    start_samples(again, ports=desk.ports(Starting))
    assert desk.sample == replace(before, asked=frozenset({1, 2}))


def test_a_resubmission_looks_for_what_it_names_before_anything_is_begun(desk):
    desk.fail()
    desk.catalog = MemoryCatalog(
        queues={"spot": JobQueue(name="spot")}, definitions={"tool:1": TOOL}
    )
    with pytest.raises(InvalidError, match="queue: There is no job queue 'nowhere'") as refused:
        desk.resubmit(queue="nowhere")
    assert [one.column for one in refused.value.problems] == ["queue"]
    assert (desk.runs.get(RUN).generation, desk.starts.sent) == (1, [])
    assert desk.resubmit(queue="spot").generation == 2


def test_a_resubmission_may_go_to_a_queue_that_shares_fairly(desk):
    desk.fail()
    desk.catalog = AnyCatalog({"fair"})
    assert desk.resubmit(queue="fair", priority=9).fair_queues == {"fair"}
    desk.submit_again()
    job, _ = desk.jobs.jobs["job-2"]
    assert (job.queue, job.share, job.priority) == ("fair", "p", 9)


def test_a_priority_of_a_resubmission_without_effect_is_refused(desk):
    desk.fail()
    with pytest.raises(InvalidError, match="priority: A priority has no effect here"):
        desk.resubmit(priority=9)
