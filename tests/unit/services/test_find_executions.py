from datetime import timedelta

import pytest

from batch_relay.domain.errors import UnavailableError, UnreadableError
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.find_executions import find_executions
from batch_relay.services.ports import Page
from batch_relay.services.repairs import Repair
from tests.unit.services.world import RUN


@pytest.fixture
def begun(world):
    """A world whose sample has an execution at work, in its first generation."""
    world.executions.start(world.samples.get(RUN, "S1"))
    return world


def look(world, quiet=timedelta(0)):
    """Look at what is at work; return what was put right."""
    found = find_executions(
        world.clock() - quiet,
        executions=world.executions,
        bookmarks=world.bookmarks,
        samples=world.samples,
    )
    return [(one.kind, one.sample) for one in found]


def end(world, status=SampleStatus.CANCELLED, name="S1"):
    world.samples.stop(RUN, name, generation=1, status=status, reason="", at=world.clock())


def test_the_execution_of_a_live_sample_is_left_alone(begun):
    assert look(begun) == []
    assert begun.executions.ended == set()


@pytest.mark.parametrize(
    "status", [SampleStatus.SUCCEEDED, SampleStatus.FAILED, SampleStatus.CANCELLED]
)
def test_the_execution_of_a_sample_that_ended_is_ended_once(begun, status):
    end(begun, status)
    assert look(begun) == [(Repair.EXECUTION_ENDED, "S1")]
    assert look(begun) == []


def test_an_execution_may_tell_its_end_itself_for_a_while(begun):
    end(begun)
    assert look(begun, quiet=timedelta(minutes=15)) == []
    begun.later(15 * 60)
    assert look(begun, quiet=timedelta(minutes=15)) == [(Repair.EXECUTION_ENDED, "S1")]


def test_an_execution_of_an_older_generation_is_ended_though_its_sample_is_live(begun):
    end(begun)
    begun.begin(generation=2)
    begun.executions.start(begun.samples.get(RUN, "S1"))
    assert look(begun) == [(Repair.EXECUTION_ENDED, "S1")]
    assert begun.executions.ended == {(RUN, "S1", 1)}


def test_a_sample_that_cannot_be_read_keeps_no_other_waiting(begun, monkeypatch):
    begun.begin_another("S2")
    begun.executions.start(begun.samples.get(RUN, "S2"))
    end(begun, name="S2")
    read = begun.samples.get

    def get(run, name):
        if name == "S1":
            raise UnreadableError(name)
        return read(run, name)

    monkeypatch.setattr(begun.samples, "get", get)
    assert look(begun) == [(Repair.PUT_OFF, "S1"), (Repair.EXECUTION_ENDED, "S2")]


def test_each_sweep_looks_at_the_next_page(begun, monkeypatch):
    asked = []
    pages = {None: "2", "2": "3", "3": None}

    def at_work(*, after=None):
        asked.append(after)
        return Page(items=(), next=pages[after])

    monkeypatch.setattr(begun.executions, "at_work", at_work)
    for _ in range(4):
        look(begun)
    assert asked == [None, "2", "3", None]


def test_a_page_that_could_not_be_read_is_read_by_the_next_sweep(begun, monkeypatch):
    def at_work(*, after=None):
        raise UnavailableError

    monkeypatch.setattr(begun.executions, "at_work", at_work)
    begun.bookmarks.go_on_after("2")
    with pytest.raises(UnavailableError):
        look(begun)
    assert begun.bookmarks.executions_after() == "2"


def test_a_sweep_ends_an_execution_that_nobody_will_answer(begun, sweep):
    end(begun)
    assert sweep() == [Repair.EXECUTION_ENDED]
    assert sweep() == []
