import pytest

from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.domain.errors import InvalidError
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services import search_samples as module
from batch_relay.services.search_samples import Search, search_samples
from tests.examples import RUN, sample

FAILED = SampleStatus.FAILED
REASONS = {
    "S1": "analysis 2: out of memory: Killed; attempt 2 of 2",
    "S2": "analysis 2: killed, perhaps out of memory: exit code 137",
    "S3": "analysis 2: indices 3-9,17: out of memory: Killed",
    "S4": "analysis 12: out of memory: Killed",
    "S5": "analysis 1: not submitted: there is no queue: out of memory: x",
}


@pytest.fixture
def samples():
    samples = MemorySamples()
    for name, reason in REASONS.items():
        samples.begin(sample(name, status=FAILED, reason=reason))
    samples.begin(sample("S6"))
    return samples


@pytest.fixture
def found(samples):
    def search(limit=100, after=None, **wanted):
        page = search_samples(RUN, Search(**wanted), after=after, limit=limit, samples=samples)
        return [state.sample.name for state in page.items], page.next

    return search


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["S1", "S2", "S3", "S4", "S5", "S6"]),
        ({"analysis": 2, "failure": "out of memory"}, ["S1", "S3"]),
        ({"failure": "out of memory"}, ["S1", "S3", "S4"]),
        ({"analysis": 1}, ["S5"]),
        ({"failure": "not submitted"}, ["S5"]),
        ({"failure": "out of.memory"}, []),
        ({"status": SampleStatus.RUNNING, "failure": "out of memory"}, []),
        ({"status": FAILED, "prefix": "S3"}, ["S3"]),
    ],
)
def test_samples_are_found_by_what_failed_them(found, wanted, names):
    assert found(**wanted) == (names, None)


def test_pages_go_on_where_the_last_ended(found):
    first, after = found(limit=2, failure="out of memory")
    rest, end = found(limit=2, failure="out of memory", after=after)
    assert (first + rest, end) == (["S1", "S3", "S4"], None)


def test_a_request_looks_through_so_many_samples_only(found, monkeypatch):
    monkeypatch.setattr(module, "MOST_PAGES", 2)
    names, after = found(limit=1, analysis=12)
    assert names == []
    assert found(limit=1, analysis=12, after=after)[0] == ["S4"]


def test_names_are_found_within_a_status(found):
    with pytest.raises(InvalidError, match="give `status` too"):
        found(prefix="S")
