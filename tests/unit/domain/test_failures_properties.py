"""What holds for every failure, whatever is said of it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.definitions import MOST_ATTEMPTS, Policy
from batch_relay.domain.failures import MAX_DELAY, Resubmit, decide
from tests.unit.domain.failing import failure, pasts, story
from tests.unit.domain.test_failures_table import CASES

SAID = st.sampled_from([text for _, *texts, _ in CASES for text in texts]) | st.text()
FAILURES = st.builds(
    failure,
    status=SAID,
    container=SAID,
    code=st.none() | st.sampled_from([0, 1, 125, 126, 127, 134, 137, 139, 143]) | st.integers(),
    memory=st.none() | st.integers(1, 1 << 31),
)
BUDGET = st.integers(0, 9)
POLICIES = st.builds(
    Policy,
    attempts=st.none() | st.integers(1, 10),
    infrastructure=BUDGET,
    memory=BUDGET,
    application=st.none() | BUDGET,
    memory_factor=st.floats(1, 100),
    max_memory=st.none() | st.integers(4, 1 << 31),
    delay=st.integers(0, 900),
    fallback_queue=st.none() | st.just("on-demand"),
)
RULES = st.lists(st.sampled_from(["", "no such row", *(row for row, *_ in CASES)]), max_size=12)
JITTER = st.floats(0, 1)


@given(FAILURES, RULES, POLICIES, JITTER)
def test_there_is_always_a_decision_with_a_reason_and_it_is_always_the_same(
    change, rules, policy, jitter
):
    one, again = (decide(change, history=pasts(*rules), policy=policy, jitter=jitter) for _ in "ab")
    assert one == again
    assert one.rule
    assert one.reason


@given(FAILURES, RULES, POLICIES, JITTER)
def test_no_wait_is_longer_than_an_hour(change, rules, policy, jitter):
    decision = decide(change, history=pasts(*rules), policy=policy, jitter=jitter)
    if isinstance(decision, Resubmit):
        assert 0 <= decision.delay <= MAX_DELAY


@given(FAILURES, RULES, POLICIES)
def test_memory_never_shrinks_and_never_exceeds_its_cap(change, rules, policy):
    decision = decide(change, history=pasts(*rules), policy=policy, jitter=0)
    if isinstance(decision, Resubmit) and decision.memory is not None:
        assert change.memory is not None
        assert change.memory < decision.memory
        assert decision.memory <= (policy.max_memory or decision.memory)


@given(st.lists(FAILURES, min_size=20, max_size=20), POLICIES)
def test_however_a_job_fails_it_is_tried_a_bounded_number_of_times(changes, policy):
    decisions = story(*changes, policy=policy)
    assert len(decisions) <= policy.most_attempts <= MOST_ATTEMPTS
    again = policy.infrastructure + policy.memory + policy.resubmissions("application")
    assert len(decisions) <= again + 1


@given(FAILURES, POLICIES)
def test_what_somebody_ended_stays_ended(change, policy):
    ended = replace(change, status_reason=f"batch-relay: cancelled: {change.status_reason}")
    assert not isinstance(decide(ended, history=[], policy=policy, jitter=0), Resubmit)
