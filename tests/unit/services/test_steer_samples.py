from dataclasses import replace

import pytest

from batch_relay.domain.messages import Stop
from batch_relay.domain.statuses import JobStatus, SampleStatus
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.steer_samples import Steering, steer_samples
from tests.unit.services.crash import after_each_crash
from tests.unit.services.world import RUN, World


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


def cancel(world, name="S2"):
    """Cancel a sample that is still to be started."""
    one = Cancel(reason="a bad one", samples=frozenset({name}))
    cancel_run(RUN, one, runs=world.runs, samples=world.samples, steering=world.steering)


def steer(world, fragile=lambda ports: ports):
    """Take the first message, and delete it when it was dealt with."""
    steer_samples(world.steering.sent[0], ports=fragile(world.ports(Steering)))
    del world.steering.sent[0]


def test_a_sample_that_has_not_begun_is_cancelled_once_it_has(world):
    cancel(world)
    steer(world)
    assert world.steering.delays == [0, 15]
    world.begin_another("S2")
    steer(world)
    assert world.samples.get(RUN, "S2").status is SampleStatus.CANCELLED
    assert world.steering.sent == []


def test_a_sample_that_is_to_be_run_again_is_cancelled_once_it_is(world):
    world.submit()
    world.change(JobStatus.FAILED, exit_code=127)
    world.runs.begin(replace(world.runs.get(RUN), generation=2, expected={2: 1}))
    cancel(world, "S1")
    steer(world)
    world.begin(generation=2)
    steer(world)
    assert world.sample.status is SampleStatus.CANCELLED


def test_a_sample_that_no_start_names_is_not_waited_for(world):
    world.runs.counters[RUN] = {"count#STARTED#1": 1}
    cancel(world)
    steer(world)
    assert world.steering.sent == []


def test_after_a_crash_anywhere_a_sample_is_cancelled_once_it_has_begun():
    def prepare():
        world = World()
        cancel(world)
        return world

    ends = after_each_crash(prepare, steer)
    assert len(ends) > 2
    for world in ends:
        world.begin_another("S2")
        steer(world)
        assert world.samples.get(RUN, "S2").status is SampleStatus.CANCELLED
