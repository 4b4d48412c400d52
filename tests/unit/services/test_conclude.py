from dataclasses import replace

import pytest

from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.conclude import conclude
from tests.unit.services.crash import Crash, Fragile, Fuse
from tests.unit.services.world import RUN


@pytest.fixture(params=[AnalysisStatus.FAILED, AnalysisStatus.CANCELLED])
def ended(world, request):
    world.submit()
    return replace(world.state(), status=request.param, reason="why")


def test_a_sample_stays_live_until_its_execution_was_told(world, ended):
    with pytest.raises(Crash):
        conclude(ended, samples=world.samples, tasks=Fragile(world.tasks, Fuse(1)))
    assert world.tasks.answers == {"t1": "AnalysisFailed: analysis 1: why"}
    assert world.sample.status.is_live


def test_telling_again_after_a_crash_stops_the_sample(world, ended):
    with pytest.raises(Crash):
        conclude(ended, samples=world.samples, tasks=Fragile(world.tasks, Fuse(1)))
    conclude(ended, samples=world.samples, tasks=world.tasks)
    assert world.sample.status is SampleStatus(ended.status)


def test_the_execution_of_a_cancelled_sample_finds_it_no_longer_running(world, ended):
    with pytest.raises(Crash):
        conclude(ended, samples=world.samples, tasks=Fragile(world.tasks, Fuse(1)))
    running = ended.status is AnalysisStatus.FAILED
    assert (world.sample.status is SampleStatus.RUNNING) == running


@pytest.fixture
def done(world):
    """The last analysis of the sample, complete."""
    world.submit()
    return replace(world.state(), status=AnalysisStatus.SUCCEEDED, last=True)


def test_the_last_analysis_ends_its_sample_once_the_execution_was_told(world, done):
    with pytest.raises(Crash):
        conclude(done, samples=world.samples, tasks=Fragile(world.tasks, Fuse(1)))
    assert world.sample.status is SampleStatus.RUNNING
    conclude(done, samples=world.samples, tasks=world.tasks)
    assert (world.sample.status, world.tasks.answers) == (SampleStatus.SUCCEEDED, {"t1": None})


def test_an_end_is_news_to_an_execution_once(world, done):
    middle = replace(done, last=False)
    told = [conclude(middle, samples=world.samples, tasks=world.tasks) for _ in "ab"]
    assert told == [True, False]


def test_an_analysis_that_goes_on_is_no_news(world):
    world.submit()
    assert not conclude(world.state(), samples=world.samples, tasks=world.tasks)


def test_an_analysis_that_others_follow_does_not(world, done):
    conclude(replace(done, last=False), samples=world.samples, tasks=world.tasks)
    assert world.sample.status is SampleStatus.RUNNING


@pytest.mark.parametrize("changed", [{"status": SampleStatus.CANCELLING}, {"generation": 2}])
def test_a_sample_that_is_being_cancelled_or_runs_again_does_not_succeed(world, done, changed):
    sample = replace(world.sample, **changed)
    world.samples.samples[RUN, "S1"] = sample
    conclude(done, samples=world.samples, tasks=world.tasks)
    assert world.sample == sample


@pytest.mark.parametrize(("analysis", "last"), [(0, False), (1, True)])
def test_the_last_of_the_samples_analyses_is_known_from_its_intent_on(world, analysis, last):
    world.analyses.save(replace(world_state(world), status=AnalysisStatus.SUCCEEDED))
    world.submit(analysis=analysis, token=f"t{analysis}")
    assert world.state(analysis).last is last


def world_state(world):
    world.submit()
    return world.state()
