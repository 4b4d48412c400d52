"""One contract for the Grid: in memory and on AWS."""

import pytest

from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import RUN, analysis, analysis_key, sample

FAILED = SampleStatus.FAILED


@pytest.fixture
def names(store):
    """Names of failed samples."""

    def read(limit=10, **chosen):
        return store.grid.names(RUN, FAILED, limit=limit, **chosen)

    return read


@pytest.fixture(autouse=True)
def failed(store):
    for name in ("S10", "S1", "T1", "S2", "S1.a"):
        store.samples.begin(sample(name, status=FAILED))
    store.samples.begin(sample("S3"))
    store.samples.begin(sample("S4", of=RunKey(project="p", workflow="w2"), status=FAILED))


def test_names_are_those_of_a_status_and_a_run_in_order(names):
    assert names() == ("S1", "S1.a", "S10", "S2", "T1")


def test_names_may_begin_with_something(names):
    assert names(prefix="S1") == ("S1", "S1.a", "S10")
    assert names(prefix="X") == ()


def test_names_go_on_after_a_name(names):
    assert names(after="S1", limit=2) == ("S1.a", "S10")
    assert names(after="S1", prefix="S1") == ("S1.a", "S10")
    assert names(after="T1") == ()
    assert names(after="Z", prefix="S") == ()


def test_a_name_to_go_on_after_need_not_be_there(names):
    assert names(after="S11") == ("S2", "T1")
    assert names(after="A", prefix="T") == ("T1",)


def test_statuses_leave_out_what_never_began(store):
    first, second = analysis_key(0), analysis_key(1)
    store.analyses.save(analysis(first, status=AnalysisStatus.SUCCEEDED))
    store.analyses.save(analysis(second, status=AnalysisStatus.FAILED))
    found = store.grid.statuses(RUN, ("S1", "S2"), 3)
    assert found == {first: AnalysisStatus.SUCCEEDED, second: AnalysisStatus.FAILED}


def test_statuses_of_more_than_one_batch(store):
    names = [f"M{n}" for n in range(60)]
    for name in names:
        store.analyses.save(analysis(analysis_key(1, name=name)))
    assert len(store.grid.statuses(RUN, names, 2)) == 60
