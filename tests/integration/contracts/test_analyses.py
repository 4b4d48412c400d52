"""One contract for Analyses: in memory and on AWS."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from batch_relay.domain.admission import Situation
from batch_relay.domain.attempts import Attempt
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.domain.terms import Terms
from tests import strategies
from tests.examples import RUN, START, analysis, analysis_key, run, sample

OTHER = RunKey(project="p", workflow="w2")
LATER = START + timedelta(seconds=1)


def test_an_analysis_that_never_began_is_unknown(store):
    assert store.analyses.get(analysis_key()) is None
    assert store.analyses.list(RUN, "S1") == ()
    unknown = Situation(run=None, sample=None, analysis=None)
    assert store.analyses.situation(analysis_key()) == unknown


def test_saving_raises_the_revision(store):
    saved = store.analyses.save(analysis())
    assert saved == analysis(revision=1)
    assert store.analyses.get(analysis_key()) == saved
    assert store.analyses.save(saved).revision == 2


def test_of_two_writers_who_read_the_same_only_one_writes(store):
    read = store.analyses.save(analysis())
    store.analyses.save(replace(read, reason="mine"))
    with pytest.raises(ConflictError):
        store.analyses.save(replace(read, reason="yours"))
    assert store.analyses.get(analysis_key()).reason == "mine"


def test_of_two_who_begin_an_analysis_only_one_does(store):
    store.analyses.save(analysis(reason="mine"))
    with pytest.raises(ConflictError):
        store.analyses.save(analysis(reason="yours"))
    assert store.analyses.get(analysis_key()).reason == "mine"


def test_a_revision_that_was_never_stored_conflicts(store):
    with pytest.raises(ConflictError):
        store.analyses.save(analysis(revision=3))
    assert store.analyses.get(analysis_key()) is None


def test_the_situation_is_run_and_sample_and_analysis(store):
    store.runs.begin(run())
    store.samples.begin(sample())
    saved = store.analyses.save(analysis())
    whole = Situation(run=run(), sample=sample(), analysis=saved)
    assert store.analyses.situation(analysis_key()) == whole


def test_what_is_above_an_analysis_is_run_and_sample_alone(store):
    store.runs.begin(run())
    store.samples.begin(sample())
    store.analyses.save(analysis())
    assert store.analyses.above(analysis_key()) == Situation(run=run(), sample=sample())


def test_nothing_is_above_an_analysis_of_an_unknown_run(store):
    assert store.analyses.above(analysis_key()) == Situation(run=None, sample=None)


def test_the_situation_before_the_first_attempt_has_no_analysis(store):
    store.runs.begin(run())
    store.samples.begin(sample())
    store.analyses.save(analysis(analysis_key(1)))
    assert store.analyses.situation(analysis_key(0)).analysis is None


def test_the_situation_has_the_analysis_before(store):
    before = store.analyses.save(analysis(analysis_key(0)))
    assert store.analyses.situation(analysis_key(1)).before == before
    assert store.analyses.situation(analysis_key(2)).before is None


def test_the_analyses_of_a_sample_are_listed_in_order(store):
    for index in (10, 2, 99, 0):
        store.analyses.save(analysis(analysis_key(index)))
    assert [one.key.analysis for one in store.analyses.list(RUN, "S1")] == [0, 2, 10, 99]


def test_a_sample_lists_its_own_analyses(store):
    for key in (analysis_key(name="S10"), analysis_key(of=OTHER), analysis_key(name="S1 ")):
        store.analyses.save(analysis(key))
    mine = store.analyses.save(analysis(analysis_key(name="S1")))
    assert store.analyses.list(RUN, "S1") == (mine,)


def test_analyses_of_more_than_a_query_returns_are_listed_to_the_last(store):
    for n in range(5):
        store.analyses.save(analysis(analysis_key(n), reason="x" * 300_000))
    assert [one.key.analysis for one in store.analyses.list(RUN, "S1")] == [0, 1, 2, 3, 4]


def test_a_long_history_fits(store):
    past = Attempt(
        generation=1,
        number=1,
        job_id="4c7599ae-0a82-49aa-ba5a-4727fcce14a8",
        queue="q" * 128,
        memory=1 << 20,
        status=AnalysisStatus.FAILED,
        submitted_at=START,
        started_at=START,
        stopped_at=START,
        exit_code=137,
        reason="r" * 1_024,
        decision="d" * 1_100,
        log_stream="l" * 512,
        terms=Terms(version="v" * 64, parameters={"p": "x" * 247}),
    )
    saved = store.analyses.save(analysis(history=(past,) * 100, tokens=("t" * 1_024,) * 2))
    assert store.analyses.get(analysis_key()) == saved


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=strategies.analyses)
def test_whatever_an_analysis_holds_is_read_back(store, state):
    known = store.analyses.get(state.key)
    saved = store.analyses.save(replace(state, revision=known.revision if known else 0))
    assert store.analyses.get(state.key) == saved
    assert replace(saved, revision=0) == state


def standings(store, of=RUN):
    """Every item that is counted of a run, page by page."""
    found, after, more = [], None, True
    while more:
        page = store.analyses.standings(of, after=after)
        found, after, more = [*found, *page.items], page.next, page.next is not None
    return found


def test_all_items_of_a_run_are_counted_once_with_the_time_of_their_last_change(store):
    for name in ("S1", "S2", "S10", "S3"):
        store.samples.begin(sample(name))
        store.analyses.save(analysis(analysis_key(name=name), updated_at=LATER))
    counted = Counter((one.standing.name, one.at) for one in standings(store))
    assert counted == {
        ("count#SAMPLE#RUNNING", START): 4,
        ("count#ANALYSIS#0#SUBMITTING", LATER): 4,
    }


def test_items_of_other_runs_are_not_counted(store):
    store.samples.begin(sample(of=OTHER))
    assert standings(store) == []


def test_a_run_is_counted_over_all_of_its_pages(table, dynamodb_store, monkeypatch):
    names = [f"S{number}" for number in range(5)]
    for index in range(40):
        for name in names:
            dynamodb_store.analyses.save(analysis(analysis_key(index, name=name)))
    query = table[0].query
    monkeypatch.setattr(table[0], "query", lambda **asked: query(**asked, Limit=7))
    assert len(standings(dynamodb_store)) == 200
