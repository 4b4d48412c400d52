"""Where a run stands, as its counts tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.runs import Counts
from batch_relay.domain.statuses import RunStatus, SampleStatus
from tests.examples import run

CANCELLED, CANCELLING, FAILED = "CANCELLED", "CANCELLING", "FAILED"
RUNNING, SUCCEEDED = "RUNNING", "SUCCEEDED"


def counted(started=None, **samples):
    """Counts of samples by status; `started` by generation, all of a first one if not given."""
    by_status = {SampleStatus(status): n for status, n in samples.items()}
    return Counts(
        samples=by_status, started={1: sum(samples.values())} if started is None else started
    )


def of_three(*, counts, **changes):
    return run(expected={1: 3}, counts=counts, **changes)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (counted(), RunStatus.STARTING),
        (counted(RUNNING=2), RunStatus.STARTING),
        (counted(SUCCEEDED=2), RunStatus.STARTING),
        (counted(FAILED=2), RunStatus.STARTING),
        (counted(RUNNING=3), RunStatus.RUNNING),
        (counted(RUNNING=1, FAILED=2), RunStatus.RUNNING),
        (counted(CANCELLING=1, SUCCEEDED=2), RunStatus.RUNNING),
        (counted(SUCCEEDED=3), RunStatus.SUCCEEDED),
        (counted(SUCCEEDED=2, FAILED=1), RunStatus.FAILED),
        (counted(CANCELLED=2, FAILED=1), RunStatus.FAILED),
        (counted(CANCELLED=1, SUCCEEDED=2), RunStatus.CANCELLED),
    ],
)
def test_a_run_stands_where_its_samples_do(counts, expected):
    assert of_three(counts=counts).status is expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (counted(), RunStatus.PAUSED),
        (counted(RUNNING=3), RunStatus.PAUSED),
        (counted(CANCELLING=1, SUCCEEDED=2), RunStatus.PAUSED),
        (counted(SUCCEEDED=3), RunStatus.SUCCEEDED),
        (counted(FAILED=3), RunStatus.FAILED),
    ],
)
def test_a_run_is_paused_while_there_is_something_to_hold(counts, expected):
    assert of_three(counts=counts, paused=True).status is expected


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (counted(), RunStatus.CANCELLING),
        (counted(RUNNING=1), RunStatus.CANCELLING),
        (counted(CANCELLING=1, CANCELLED=2), RunStatus.CANCELLING),
        (counted(CANCELLED=2), RunStatus.CANCELLING),
        (counted(CANCELLED=3), RunStatus.CANCELLED),
        (counted(CANCELLED=1, FAILED=1, SUCCEEDED=1), RunStatus.CANCELLED),
    ],
)
def test_a_cancelled_run_waits_until_each_of_its_samples_has_ended(counts, expected, paused):
    """One that is not counted yet may be live: counts are a moment behind."""
    assert of_three(counts=counts, cancelled=1, paused=paused).status is expected


def test_a_cancelled_run_may_be_begun_again_once_no_sample_goes_on():
    assert of_three(counts=counted(CANCELLING=1, CANCELLED=2), cancelled=1).is_ending
    assert not of_three(counts=counted(CANCELLED=2), cancelled=1).is_ending


def test_a_run_that_is_started_anew_is_no_longer_cancelled():
    anew = run(generation=2, expected={1: 3, 2: 1}, cancelled=1, counts=counted(CANCELLED=2))
    assert (anew.status, anew.is_cancelled, anew.pending) == (RunStatus.STARTING, False, 2)


@pytest.mark.parametrize(
    ("expected", "started", "cancelled", "pending"),
    [
        ({1: 3}, {}, 0, 3),
        ({1: 3}, {1: 1}, 0, 2),
        ({1: 3}, {1: 3}, 0, 0),
        ({1: 3}, {1: 4}, 0, 0),
        ({1: 3, 2: 2}, {1: 2, 2: 1}, 0, 2),
        ({1: 3, 2: 2}, {1: 4, 2: 1}, 0, 1),
        ({1: 3, 2: 2}, {2: 1}, 1, 4),
        ({1: 3, 2: 2}, {}, 2, 5),
    ],
)
def test_pending_are_those_that_no_start_reached_be_it_cancelled_or_not(
    expected, started, cancelled, pending
):
    one = run(generation=2, expected=expected, cancelled=cancelled, counts=counted(started))
    assert one.pending == pending


@pytest.mark.parametrize(
    ("started", "starting"), [({}, True), ({1: 1}, True), ({1: 3, 2: 1}, True), ({2: 2}, False)]
)
def test_a_run_is_starting_until_its_newest_generation_reached_all_it_names(started, starting):
    one = run(generation=2, expected={1: 3, 2: 2}, counts=counted(started))
    assert one.is_starting is starting
    assert one.chosen == 2


@pytest.mark.parametrize(
    ("started", "next_"),
    [({}, {1: 3, 2: 2, 3: 5}), ({1: 3}, {2: 2, 3: 5}), ({1: 3, 2: 2}, {3: 5})],
)
def test_a_next_generation_is_expected_beside_what_earlier_starts_never_reached(started, next_):
    one = run(generation=2, expected={1: 3, 2: 2}, counts=counted(started))
    assert one.expecting(5) == next_
    assert one.expecting(5, whole=True) == {3: 5}


few = st.integers(0, 2)
runs = st.builds(
    run,
    generation=st.just(2),
    expected=st.dictionaries(st.sampled_from([1, 2]), few),
    cancelled=few,
    paused=st.booleans(),
    counts=st.builds(
        Counts,
        samples=st.dictionaries(st.sampled_from(SampleStatus), few),
        started=st.dictionaries(st.sampled_from([1, 2]), few),
    ),
)


def live(one):
    return any(one.count(status) for status in SampleStatus if status.is_live)


@given(runs)
def test_a_run_is_over_when_nothing_of_it_is_live_and_nothing_will_be(one):
    assert one.is_over == (not live(one) and not one.pending)


@given(runs)
def test_a_paused_run_stands_elsewhere_only_while_it_is_on_its_way(one):
    going = run(expected=one.expected, generation=2, cancelled=one.cancelled, counts=one.counts)
    held = going.status in {RunStatus.STARTING, RunStatus.RUNNING}
    assert one.status is (RunStatus.PAUSED if one.paused and held else going.status)


@given(runs, few)
def test_what_is_expected_next_leaves_nobody_out(one, samples):
    expected = one.expecting(samples)
    begun = run(generation=3, expected=expected, cancelled=one.cancelled, counts=one.counts)
    assert begun.pending == one.pending + samples


@pytest.mark.parametrize(
    ("expected", "counts", "unbegun"),
    [
        ({1: 3}, counted(), 3),
        ({1: 3}, counted(RUNNING=2), 1),
        ({1: 3}, counted({}, SUCCEEDED=3), 0),
        ({2: 2}, counted({}, SUCCEEDED=1, FAILED=2), 0),
    ],
)
def test_samples_that_are_started_again_are_not_counted_twice(expected, counts, unbegun):
    again = run(generation=max(expected), expected=expected, counts=counts, samples=3)
    assert again.unbegun == unbegun


def test_a_cancelled_generation_is_not_being_started_though_it_missed_some():
    assert not run(expected={1: 3}, cancelled=1).is_starting
