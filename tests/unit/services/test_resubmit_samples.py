from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.adapters.memory.catalog import MemoryCatalog
from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.domain.catalog import JobDefinition, JobQueue
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.domain.manifests import to_line
from batch_relay.domain.messages import StartChosen, StartRange
from batch_relay.domain.resubmissions import NOTHING
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from batch_relay.services.read_settings import read_settings
from batch_relay.services.resubmit_samples import Resubmit
from batch_relay.services.start_samples import Starting, start_samples
from batch_relay.services.submit_analysis import Outcome
from tests.examples import AnyCatalog
from tests.unit.services.world import OUT, RUN, START

TOOL = JobDefinition(references=frozenset({"sample"}))


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
