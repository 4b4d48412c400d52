"""One contract for Samples: in memory and on AWS."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from tests import strategies
from tests.examples import RUN, START, sample

OTHER = RunKey(project="p", workflow="w2")
LATER = START + timedelta(hours=1)
RUNNING, SUCCEEDED = SampleStatus.RUNNING, SampleStatus.SUCCEEDED
FAILED, CANCELLED = SampleStatus.FAILED, SampleStatus.CANCELLED


def stop(store, name="S1", *, generation=1, status=FAILED, reason="why"):
    store.samples.stop(RUN, name, generation=generation, status=status, reason=reason, at=LATER)


def listed(store, *, limit=100, **chosen):
    """Return the names of every page, and the longest page."""
    names, longest, after = [], 0, None
    while True:
        page = store.samples.list(RUN, after=after, limit=limit, **chosen)
        names += [one.sample.name for one in page.items]
        longest, after = max(longest, len(page.items)), page.next
        if after is None:
            return names, longest


def test_samples_of_a_status_are_listed_by_what_their_names_begin_with(store):
    for name in ("S1", "S10", "S2"):
        store.samples.begin(sample(name))
    page = store.samples.list(RUN, status=SampleStatus.RUNNING, prefix="S1")
    assert [each.sample.name for each in page.items] == ["S1", "S10"]


def test_a_sample_that_never_began_is_unknown(store):
    assert store.samples.get(RUN, "S1") is None


def test_a_sample_begins_once_in_a_generation(store):
    assert store.samples.begin(sample()) is RUNNING
    assert store.samples.begin(sample(version="other")) is RUNNING
    assert store.samples.get(RUN, "S1") == sample()


def test_a_start_that_comes_again_does_not_begin_what_it_had_left_to_go_on(store):
    store.samples.begin(sample())
    store.samples.begin(sample(generation=2))
    stop(store, status=FAILED, reason="why")
    assert store.samples.begin(sample(generation=2)) is None
    assert store.samples.begin(sample(generation=3)) is RUNNING


def test_a_live_sample_goes_on_in_its_generation_and_remembers_who_asked(store):
    store.samples.begin(sample())
    assert store.samples.begin(sample(generation=2, version="other")) is None
    assert store.samples.get(RUN, "S1") == sample(asked=frozenset({1, 2}))
    assert store.samples.begin(sample(generation=2, version="other")) is None


def test_a_newer_generation_begins_again(store):
    store.samples.begin(sample(status=FAILED, reason="why"))
    assert store.samples.begin(sample(generation=2)) is RUNNING
    asked = frozenset({1, 2})
    assert store.samples.get(RUN, "S1") == sample(generation=2, asked=asked)


def test_a_sample_that_ended_in_its_generation_says_so(store):
    store.samples.begin(sample(status=FAILED))
    assert store.samples.begin(sample()) is FAILED


def test_a_sample_with_nothing_to_do_is_stored_as_it_ends(store):
    ended = sample(status=SUCCEEDED, skipped=frozenset({0, 1}))
    assert store.samples.finish(ended, before=None)
    assert store.samples.get(RUN, "S1") == ended
    assert not store.samples.finish(ended, before=None)


def test_a_sample_that_succeeded_succeeds_again(store):
    before = sample(status=SUCCEEDED, skipped=frozenset({1}))
    store.samples.finish(before, before=None)
    again = replace(before, generation=2)
    assert store.samples.finish(again, before=before)
    assert store.samples.get(RUN, "S1") == replace(again, asked=frozenset({1, 2}))
    assert not store.samples.finish(replace(again, generation=3), before=before)


def test_a_sample_that_begins_skips_nothing_any_more(store):
    store.samples.finish(sample(status=SUCCEEDED, skipped=frozenset({0})), before=None)
    store.samples.begin(sample(generation=2))
    assert store.samples.get(RUN, "S1").skipped == frozenset()


def test_which_of_many_names_have_begun(store):
    for name in ("S1", "S250"):
        store.samples.begin(sample(name))
    store.samples.begin(sample("S2", of=OTHER))
    assert store.samples.begun(RUN, [f"S{n}" for n in range(300)]) == {"S1", "S250"}
    assert store.samples.begun(RUN, []) == frozenset()


def test_an_older_generation_does_not_begin(store):
    store.samples.begin(sample(generation=2))
    assert store.samples.begin(sample(generation=1)) is None
    assert store.samples.get(RUN, "S1").generation == 2


def test_a_running_sample_stops_with_its_reason(store):
    store.samples.begin(sample())
    stop(store)
    stopped = sample(status=FAILED, reason="why", updated_at=LATER)
    assert store.samples.get(RUN, "S1") == stopped


def test_a_sample_may_stop_without_a_reason(store):
    store.samples.begin(sample())
    stop(store, reason="")
    assert store.samples.get(RUN, "S1") == sample(status=FAILED, updated_at=LATER)


@pytest.mark.parametrize("status", [one for one in SampleStatus if not one.is_live])
def test_a_sample_that_is_not_live_is_left_as_it_is(store, status):
    store.samples.begin(sample(status=status, reason="first"))
    stop(store, status=CANCELLED, reason="second")
    assert store.samples.get(RUN, "S1") == sample(status=status, reason="first")


def test_a_sample_is_cancelling_before_it_is_cancelled(store):
    store.samples.begin(sample())
    for status in (SampleStatus.CANCELLING, SampleStatus.CANCELLING, CANCELLED):
        stop(store, status=status, reason=status)
    ended = sample(status=CANCELLED, reason=CANCELLED, updated_at=LATER)
    assert store.samples.get(RUN, "S1") == ended


def test_only_a_sample_that_runs_can_succeed(store):
    for name in ("S1", "S2"):
        store.samples.begin(sample(name))
    stop(store, "S2", status=SampleStatus.CANCELLING)
    for name in ("S1", "S2"):
        stop(store, name, status=SampleStatus.SUCCEEDED, reason="")
    found = [store.samples.get(RUN, name).status for name in ("S1", "S2")]
    assert found == [SampleStatus.SUCCEEDED, SampleStatus.CANCELLING]


def test_names_are_those_that_stand_there(store):
    for name in ("S2", "S1", "S3"):
        store.samples.begin(sample(name))
    stop(store, "S3")
    assert list(store.samples.names(RUN, SampleStatus.RUNNING)) == ["S1", "S2"]


@pytest.mark.parametrize("generation", [1, 3])
def test_a_sample_of_another_generation_is_left_as_it_is(store, generation):
    store.samples.begin(sample(generation=2))
    stop(store, generation=generation)
    assert store.samples.get(RUN, "S1") == sample(generation=2)


def test_stopping_a_sample_that_never_began_makes_none(store):
    stop(store)
    assert store.samples.get(RUN, "S1") is None


def test_samples_are_listed_by_status_and_name(store):
    for name in ("S2", "S10", "a", "S1"):
        store.samples.begin(sample(name))
    stop(store, "S2")
    assert listed(store) == (["S2", "S1", "S10", "a"], 4)


def test_a_stopped_sample_moves_to_its_new_status(store):
    for name in ("S1", "S2"):
        store.samples.begin(sample(name))
    stop(store, "S2")
    assert listed(store, status=SampleStatus.RUNNING) == (["S1"], 1)
    assert listed(store, status=FAILED) == (["S2"], 1)
    assert listed(store, status=CANCELLED) == ([], 0)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_hold_every_sample_once(store, limit):
    for n in range(7):
        store.samples.begin(sample(f"S{n}"))
    names, longest = listed(store, limit=limit, status=SampleStatus.RUNNING)
    assert names == [f"S{n}" for n in range(7)]
    assert longest <= limit


def test_a_page_holds_a_hundred_samples_at_most(store):
    for n in range(103):
        store.samples.begin(sample(f"S{n:03}"))
    names, longest = listed(store, limit=1000)
    assert (len(set(names)), longest) == (103, 100)


def test_a_run_lists_its_own_samples(store):
    store.samples.begin(sample("S1"))
    store.samples.begin(sample("S2", of=OTHER))
    assert listed(store) == (["S1"], 1)


@pytest.mark.parametrize("after", ["?", "nonsense", "MTIz", "e30=", "eyJwayI6IDF9"])
def test_what_no_page_ended_with_is_refused(store, after):
    store.samples.begin(sample())
    with pytest.raises(InvalidError, match="after"):
        store.samples.list(RUN, after=after)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begun=strategies.samples)
def test_whatever_a_sample_holds_is_read_back(store, begun):
    known = store.samples.get(begun.run, begun.sample.name)
    if known and (known.status.is_live or not begun.status.is_live):
        return
    generation = max(known.asked) + 1 if known else begun.generation
    asked = frozenset({generation}) | (known.asked if known else frozenset())
    begun = replace(begun, generation=generation, asked=asked)
    assert store.samples.begin(begun)
    assert store.samples.get(begun.run, begun.sample.name) == begun


def test_what_is_not_live_is_begun_only_where_there_is_no_sample(store):
    cancelled = sample(status=SampleStatus.CANCELLED, reason="why")
    assert store.samples.begin(cancelled)
    assert store.samples.get(RUN, "S1") == cancelled
    assert store.samples.begin(sample(generation=2))
    store.samples.begin(replace(cancelled, generation=3))
    assert store.samples.get(RUN, "S1") == sample(generation=2, asked=frozenset({1, 2, 3}))
