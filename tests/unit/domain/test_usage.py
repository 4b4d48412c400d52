"""What jobs use, and what that costs."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.attempts import usage_of
from batch_relay.domain.counting import ItemChange, Standing, fold, to_counts
from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from batch_relay.domain.usage import Price, Usage, Use, total, used
from tests import strategies
from tests.examples import RUN, START, analysis, change

HOUR = timedelta(hours=1)
PRICE = Price(vcpu_hour=40_480, gib_hour=4_445)


def ended(status=AnalysisStatus.SUCCEEDED, *, price=PRICE, size=1, **more):
    """A job of 2 vCPUs and 4 GiB that ran for an hour, unless said otherwise."""
    told = {"started_at": START, "stopped_at": START + HOUR, "vcpus": 2.0, "memory": 4096} | more
    state = analysis(size=size).ended(status, change(status=JobStatus.SUCCEEDED, **told))
    return state.history[-1].priced(price)


def test_a_job_uses_what_it_was_given_for_as_long_as_it_ran():
    usage = ended().usage
    assert (usage.jobs, usage.vcpu_hours, usage.gib_hours) == (1, 2.0, 4.0)


def test_it_costs_what_its_queue_does():
    assert ended().cost == 2 * 40_480 + 4 * 4_445
    assert ended().usage.dollars == pytest.approx(0.09874)


def test_fargate_gives_fractions_of_vcpus():
    assert ended(vcpus=0.25).usage.vcpu_hours == 0.25


def test_without_a_price_hours_are_counted_and_no_money():
    assert ended(price=None).cost is None
    assert (ended(price=None).usage.vcpu_hours, ended(price=None).usage.cost) == (2.0, 0)


@pytest.mark.parametrize("missing", ["vcpus", "memory"])
def test_what_batch_does_not_say_counts_nothing(missing):
    assert ended(**{missing: None}).usage.jobs == 1


def test_a_job_that_never_started_uses_nothing():
    assert ended(started_at=None).usage == Usage()
    assert ended(started_at=None).cost == 0


def test_jobs_of_an_array_are_paid_for_as_long_as_they_ran_not_for_its_span():
    past = replace(ended(size=4, price=None), ran=3 * HOUR).priced(PRICE)
    assert (past.usage.jobs, past.usage.vcpu_hours) == (4, 6.0)
    assert past.cost == 3 * ended().cost
    assert ended(size=4).usage == Usage()


def test_a_job_whose_clocks_disagree_uses_nothing():
    assert used(-HOUR, vcpus=2, memory=4096) == Usage()


@pytest.mark.parametrize(
    ("status", "use"),
    [
        (AnalysisStatus.SUCCEEDED, Use.USEFUL),
        (AnalysisStatus.FAILED, Use.WASTED),
        (AnalysisStatus.CANCELLED, Use.WASTED),
    ],
)
def test_what_failed_or_was_cancelled_is_wasted(status, use):
    past = ended(status)
    assert past.use is use
    assert usage_of([past], use) == usage_of([past]) == past.usage


@given(st.lists(st.builds(Usage, jobs=strategies.numbers, vcpu_ms=strategies.numbers)))
def test_nothing_gets_lost_in_a_sum(usages):
    assert total(usages).jobs == sum(one.jobs for one in usages)
    assert total(usages).vcpu_ms == sum(one.vcpu_ms for one in usages)


histories = st.lists(strategies.attempts, max_size=4).map(tuple)


def change_of(sequence, old, new):
    states = [one and Standing(status="RUNNING", analysis=0, history=one) for one in (old, new)]
    return ItemChange(run=RUN, bucket="07", sequence=sequence, old=states[0], new=states[1])


@given(st.lists(histories, min_size=1, max_size=6), st.data())
def test_counters_hold_what_the_history_says_however_often_the_stream_tells_it(steps, data):
    moves = zip([None, *steps], steps, strict=False)
    changes = [change_of(n, *move) for n, move in enumerate(moves)]
    told = [*data.draw(st.lists(st.integers(0, len(changes))).map(sorted)), len(changes)]
    counters, seen = Counter(), {}
    for upto in told:
        folded = fold(changes[:upto], seen=seen)
        seen |= folded.seen
        counters.update(folded.deltas)
    counted = to_counts(counters).used
    assert total(counted.values()) == usage_of(steps[-1])
    assert total(v for (_, use), v in counted.items() if use is Use.WASTED) == usage_of(
        steps[-1], Use.WASTED
    )


def test_the_price_of_another_day_changes_nothing_that_ended():
    past = ended()
    assert replace(past, queue="other").usage == past.usage
