from datetime import timedelta

import pytest

from batch_relay.domain.history import Snapshot, estimate, snapshot, thinned
from batch_relay.domain.runs import Counts
from batch_relay.domain.statuses import SampleStatus
from tests.examples import START, run

MINUTE = timedelta(minutes=1)


def at(minutes, **samples):
    counts = {SampleStatus(status): n for status, n in samples.items()}
    return Snapshot(at=START + minutes * MINUTE, samples=counts)


def running(**changes):
    return run(counts=Counts(samples={SampleStatus.RUNNING: 6}, started={1: 1}), **changes)


def test_a_snapshot_holds_what_is_still_to_come():
    taken = snapshot(run(expected={1: 5}, counts=Counts(samples={SampleStatus.FAILED: 0})), START)
    assert taken == at(0, PENDING=5)


def test_samples_that_end_as_fast_as_of_late_tell_the_finish():
    past = [at(0, PENDING=10), at(10, SUCCEEDED=1, FAILED=1, RUNNING=8)]
    finish, why = estimate(running(), past, at(20, SUCCEEDED=3, FAILED=1, RUNNING=6))
    assert (finish, why) == (START + 50 * MINUTE, "")


def test_only_the_last_half_hour_counts():
    past = [at(0, PENDING=100), at(70, SUCCEEDED=88, RUNNING=12)]
    finish, _ = estimate(running(), past, at(90, SUCCEEDED=90, RUNNING=10))
    assert finish == START + 190 * MINUTE


@pytest.mark.parametrize(
    "past",
    [
        [],
        [at(19, SUCCEEDED=4, RUNNING=6)],
        [at(10, SUCCEEDED=5, RUNNING=5)],
        [at(-60, RUNNING=10)],
        [at(20, RUNNING=10)],
    ],
)
def test_nobody_knows_the_finish_where_no_sample_has_ended_of_late(past):
    finish, why = estimate(running(), past, at(20, SUCCEEDED=4, RUNNING=6))
    assert (finish, why) == (None, "no sample has ended within the last half hour")


@pytest.mark.parametrize(
    ("changes", "status"), [({"paused": True}, "PAUSED"), ({"cancelled": 1}, "CANCELLING")]
)
def test_a_run_that_does_not_go_on_has_no_finish(changes, status):
    past = [at(0, RUNNING=10)]
    now = at(20, SUCCEEDED=4, RUNNING=6)
    assert estimate(running(**changes), past, now) == (None, f"the run is {status}")


@pytest.mark.parametrize(("many", "kept"), [(0, 0), (1, 1), (300, 300), (301, 300), (100_000, 300)])
def test_a_long_history_is_thinned_between_its_ends(many, kept):
    past = [at(n, RUNNING=n) for n in range(many)]
    some = thinned(past, 300)
    assert len({one.at for one in some}) == kept
    assert some[:1] + some[-1:] == tuple(past[:1] + past[-1:])
