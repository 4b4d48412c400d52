from dataclasses import replace

import pytest

from batch_relay.domain.messages import StartChosen
from batch_relay.domain.resubmissions import NOTHING
from batch_relay.services.begin_generation import begin_generation
from batch_relay.services.repairs import Repair
from tests.unit.services.crash import Crash, Fragile, Fuse
from tests.unit.services.world import RUN


def begun(world):
    run = replace(world.runs.runs[RUN], generation=2)
    part = StartChosen(run=RUN, generation=2, samples=("S1",), again=NOTHING)
    return run, [part]


@pytest.mark.parametrize("calls", [2, 3])
def test_a_start_that_broke_off_once_it_was_stored_is_sent_by_the_next_sweep(world, sweep, calls):
    run, parts = begun(world)
    fuse = Fuse(calls)
    ports = {"runs": Fragile(world.runs, fuse), "starts": Fragile(world.starts, fuse)}
    with pytest.raises(Crash):
        begin_generation(run, parts, **ports)
    world.starts.sent.clear()
    assert Repair.START_SENT in sweep()
    assert world.starts.sent == parts
    assert Repair.START_SENT not in sweep()


def test_a_start_that_is_just_being_sent_is_left_alone(world, sweep):
    run, parts = begun(world)
    world.runs.begin(replace(run, unsent={2: world.starts.keep(RUN, parts)}))
    assert sweep(hours=1) == []
    assert world.starts.sent == []
