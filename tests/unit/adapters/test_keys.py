"""Where items live: apart, together and spread as the table needs it."""

from collections import Counter

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


def test_no_partition_takes_much_more_than_its_share_of_a_project():
    load = Counter(keys.sample(RUN, f"SRR{n:07}")["pk"] for n in range(64_000))
    assert len(load) == 64
    assert max(load.values()) < 1_500
