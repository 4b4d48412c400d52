"""500 scenarios, always the same ones; `make simulate` runs others."""

import pytest

from tests.simulation.simulate import first_broken, replay, report

SCENARIOS = range(500)
# Parts, for as many tests to share the work.
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_and_nothing_happens_twice(part):
    found = first_broken(SCENARIOS[part::PARTS])
    assert found is None, found and report(*found)


@pytest.mark.parametrize("seed", [1, 22])
def test_a_seed_is_the_same_story_each_time(seed):
    assert replay(seed) == replay(seed)
