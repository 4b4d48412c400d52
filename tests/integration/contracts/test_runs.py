"""One contract for Runs: in memory and on AWS."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import RunKey
from tests import strategies
from tests.examples import RUN, run

OTHER = RunKey(project="p", workflow="x")
ELSEWHERE = RunKey(project="p-2", workflow="w")


def test_a_run_that_never_began_is_unknown(store):
    assert store.runs.get(RUN) is None
    assert store.runs.list("p") == ()
    assert store.runs.all() == ()


def test_a_run_is_read_back_as_it_began(store):
    begun = run(cancelled=3, generation=4, has_summary=True, follows=2)
    store.runs.begin(begun)
    assert store.runs.get(RUN) == begun


@pytest.mark.parametrize("generation", [1, 2, 4])
def test_a_generation_that_does_not_follow_conflicts(store, generation):
    store.runs.begin(run(generation=2))
    with pytest.raises(ConflictError):
        store.runs.begin(run(generation=generation, version="other"))
    assert store.runs.get(RUN) == run(generation=2)


def test_the_next_generation_takes_the_place_of_the_last(store):
    store.runs.begin(run())
    store.runs.begin(run(generation=2, version="newer", analyses=("one:1",)))
    assert store.runs.get(RUN) == run(generation=2, version="newer", analyses=("one:1",))


def test_two_starters_of_one_generation_cannot_both_win(store):
    store.runs.begin(run())
    store.runs.begin(run(generation=2, selection="mine"))
    with pytest.raises(ConflictError):
        store.runs.begin(run(generation=2, selection="yours"))


def test_a_project_lists_its_own_runs(store):
    for key in (RUN, OTHER, ELSEWHERE):
        store.runs.begin(run(key))
    assert store.runs.list("p") == (run(RUN), run(OTHER))


def test_a_cancelled_run_keeps_its_reason_and_the_next_start_does_not_undo_it(store):
    store.runs.begin(run())
    store.runs.cancel(RUN, generation=1, reason="wrong reference")
    store.runs.begin(run(generation=2, reason="wrong reference"))
    cancelled = run(generation=2, cancelled=1, reason="wrong reference")
    assert store.runs.get(RUN) == cancelled


def test_an_older_generation_cannot_cancel_a_newer(store):
    store.runs.begin(run())
    store.runs.begin(run(generation=2))
    with pytest.raises(ConflictError):
        store.runs.cancel(RUN, generation=1, reason="late")
    assert store.runs.get(RUN).cancelled == 0


def test_a_run_that_never_began_cannot_be_cancelled(store):
    with pytest.raises(ConflictError):
        store.runs.cancel(RUN, generation=1, reason="why")
    assert store.runs.get(RUN) is None


@pytest.mark.parametrize("paused", [True, False])
def test_a_run_that_never_began_can_be_neither_paused_nor_let_go(store, paused):
    with pytest.raises(ConflictError):
        store.runs.pause(RUN, paused=paused)
    assert store.runs.get(RUN) is None


def test_a_paused_run_stays_paused_when_another_start_begins(store):
    store.runs.begin(run())
    store.runs.pause(RUN, paused=True)
    store.runs.begin(run(generation=2))
    assert store.runs.get(RUN).paused
    store.runs.pause(RUN, paused=False)
    assert not store.runs.get(RUN).paused


def test_a_budget_is_set_raised_and_taken_away(store):
    store.runs.begin(run(budget=5))
    store.runs.limit(RUN, budget=7)
    assert store.runs.get(RUN).budget == 7
    store.runs.limit(RUN, budget=None)
    assert store.runs.get(RUN).budget is None


def test_the_next_start_keeps_the_budget_unless_it_names_one(store):
    store.runs.begin(run(budget=5))
    store.runs.begin(run(generation=2))
    assert store.runs.get(RUN).budget == 5
    store.runs.begin(run(generation=3, budget=0))
    assert store.runs.get(RUN).budget == 0


def test_the_next_start_keeps_the_priority_unless_it_names_one(store):
    store.runs.begin(run(priority=5, fair_queues=frozenset({"a", "b"})))
    store.runs.begin(run(generation=2))
    assert (store.runs.get(RUN).priority, store.runs.get(RUN).fair_queues) == (5, frozenset())
    store.runs.begin(run(generation=3, priority=0))
    assert store.runs.get(RUN).priority == 0


def test_a_priority_is_changed_on_the_way(store):
    store.runs.begin(run())
    store.runs.prioritize(RUN, priority=9)
    assert store.runs.get(RUN) == run(priority=9)


def test_a_run_that_never_began_has_no_priority(store):
    with pytest.raises(ConflictError):
        store.runs.prioritize(RUN, priority=9)


@pytest.mark.parametrize("budget", [7, None])
def test_a_run_that_never_began_has_no_budget(store, budget):
    with pytest.raises(ConflictError):
        store.runs.limit(RUN, budget=budget)
    assert store.runs.get(RUN) is None


def test_all_names_the_runs_of_every_project(store):
    for key in (ELSEWHERE, OTHER, RUN):
        store.runs.begin(run(key))
    store.runs.begin(run(generation=2))
    assert sorted(store.runs.all()) == [RUN, OTHER, ELSEWHERE]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begun=strategies.runs)
def test_whatever_a_run_holds_is_read_back(store, begun):
    known = store.runs.get(begun.key)
    kept = {"generation": known.generation + 1, "cancelled": known.cancelled} if known else {}
    begun = replace(begun, **kept, **({"paused": known.paused} if known else {}))
    if known and begun.budget is None:
        begun = replace(begun, budget=known.budget)
    if known and begun.priority is None:
        begun = replace(begun, priority=known.priority)
    store.runs.begin(begun)
    assert store.runs.get(begun.key) == begun


def test_what_a_generation_has_to_send_is_known_until_it_was_sent(store):
    store.runs.begin(run(unsent={1: "one"}))
    store.runs.begin(run(generation=2, unsent={2: "two"}))
    assert store.runs.get(RUN).unsent == {1: "one", 2: "two"}
    store.runs.sent(RUN, 1)
    store.runs.sent(RUN, 1)
    assert store.runs.get(RUN).unsent == {2: "two"}


def test_a_run_that_never_began_sent_nothing(store):
    with pytest.raises(ConflictError):
        store.runs.sent(RUN, 1)
