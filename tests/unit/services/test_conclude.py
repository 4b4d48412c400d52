from dataclasses import replace

import pytest

from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.conclude import conclude
from tests.unit.services.crash import Crash, Fragile, Fuse


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
