import pytest

from batch_relay.domain.messages import Stop
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.steer_samples import Steering, steer_samples
from tests.unit.services.world import RUN


@pytest.fixture
def stop(world):
    part = Stop(run=RUN, generation=1, samples=("S1",), reason="a mistake")
    return lambda: steer_samples(part, ports=world.ports(Steering))


def test_a_job_that_goes_on_after_its_outputs_were_written_is_ended_too(world, stop):
    world.submit()
    world.write()
    world.submit(analysis=1)
    stop()
    assert world.live == []


def test_an_end_that_was_not_told_is_told_before_the_sample_is_cancelled(world, stop):
    world.submit()
    world.write()
    world.tasks.answers.clear()
    stop()
    assert world.tasks.answers == {"t1": None}
    assert world.sample.status is SampleStatus.CANCELLED
