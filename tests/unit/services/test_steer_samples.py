from batch_relay.domain.messages import Stop
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.steer_samples import Steering, steer_samples
from tests.unit.services.world import RUN


def test_an_end_that_was_not_told_is_told_before_the_sample_is_cancelled(world):
    world.submit()
    world.write()
    world.tasks.answers.clear()
    stop = Stop(run=RUN, generation=1, samples=("S1",), reason="a mistake")
    steer_samples(stop, ports=world.ports(Steering))
    assert world.tasks.answers == {"t1": None}
    assert world.sample.status is SampleStatus.CANCELLED
