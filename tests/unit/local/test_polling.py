from dataclasses import dataclass, field

from batch_relay.local.polling import Passing, Waiting


@dataclass
class Shelf:
    """Something to look at, with a clock that moves when somebody waits."""

    holds: list[bool]
    at: float = 100.0
    slept: list[float] = field(default_factory=list)

    def look(self):
        return self.holds.pop(0)

    def now(self):
        return self.at

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.at += seconds


def test_queues_are_looked_into_at_once_after_a_pause():
    shelf = Shelf([True])
    assert Waiting(shelf.look, 0.05, shelf.now, shelf.sleep)()
    assert not shelf.slept


def test_queues_are_not_looked_into_again_before_a_moment_is_over():
    shelf = Shelf([True, False])
    look = Waiting(shelf.look, 0.05, shelf.now, shelf.sleep)
    found = [look(), look()]
    assert (found, shelf.slept) == ([True, False], [0.05])


def test_a_stream_that_gave_something_is_left_alone_for_a_while():
    shelf = Shelf([True, True])
    look = Passing(shelf.look, 0.5, shelf.now)
    found = [look(), look()]
    shelf.at += 0.5
    assert [*found, look()] == [True, False, True]


def test_a_stream_that_gave_nothing_is_looked_into_again_at_once():
    shelf = Shelf([False, True])
    look = Passing(shelf.look, 0.5, shelf.now)
    assert [look(), look()] == [False, True]
