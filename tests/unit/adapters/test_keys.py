"""Where items live: apart, together and spread as the table needs it."""

from collections import Counter

import pytest
from hypothesis import given

from batch_relay.adapters.dynamodb import keys
from tests import strategies
from tests.examples import RUN, analysis_key


@given(one=strategies.analysis_keys, other=strategies.analysis_keys)
def test_every_analysis_has_a_key_of_its_own(one, other):
    assert (keys.analysis(one) == keys.analysis(other)) == (one == other)


@given(key=strategies.analysis_keys)
def test_an_analysis_lies_behind_its_sample(key):
    of, behind = keys.sample(key.run, key.sample), keys.analysis(key)
    assert behind["pk"] == of["pk"]
    assert behind["sk"].startswith(of["sk"])


def test_analyses_sort_by_their_index():
    sorted_keys = [keys.analysis(analysis_key(n))["sk"] for n in range(100)]
    assert sorted_keys == sorted(sorted_keys)


MANY = 100_000
SORTS_OF_NAMES = {
    "counted": lambda n: f"S{n}",
    "padded": lambda n: f"SRR{n:07}",
    "wells": lambda n: f"P{n // 96:05}-{'ABCDEFGH'[n % 8]}{n // 8 % 12 + 1:02}",
    "steps of the number of buckets": lambda n: f"S{64 * n}",
    "one long beginning": lambda n: f"{'x' * 110}{n}",
    "one letter repeated": lambda n: f"{'a' * (n % 100 + 1)}{n // 100}",
    "numbers read backwards": lambda n: f"{n:06}"[::-1],
}


@pytest.mark.parametrize("name", SORTS_OF_NAMES.values(), ids=SORTS_OF_NAMES)
def test_no_partition_takes_much_more_than_its_share_of_a_project(name):
    load = Counter(keys.sample(RUN, name(n))["pk"] for n in range(MANY))
    assert len(load) == keys.BUCKETS
    assert max(load.values()) < 1.1 * MANY / keys.BUCKETS
