"""What is decided about failures, one after another."""

import pytest

from batch_relay.domain.definitions import Policy
from batch_relay.domain.failures import MAX_DELAY, GiveUp, Resubmit, decide
from tests.unit.domain.failing import (
    EXITED,
    HOST_LOST,
    OUT_OF_MEMORY,
    PATIENT,
    THROTTLED,
    decided,
    failure,
    past,
    story,
)

RECLAIMED = failure(HOST_LOST, code=143)
STARVED = failure(EXITED, OUT_OF_MEMORY, 137)
KILLED = failure(EXITED, code=137)
FAILED = failure(EXITED, code=1)
SLOW_PULL = failure("", THROTTLED)
ON_DEMAND = Policy(fallback_queue="on-demand")


def test_a_host_reclaimed_twice_sends_the_job_to_the_fallback_queue():
    first, second = story(RECLAIMED, RECLAIMED, policy=ON_DEMAND)
    assert (first.queue, second.queue) == (None, "on-demand")
    assert second.reason.endswith("tried again on queue on-demand")


def test_without_a_fallback_queue_the_same_is_tried_and_said():
    *_, second = story(RECLAIMED, RECLAIMED, policy=Policy())
    assert (type(second), second.queue) == (Resubmit, None)
    assert "on the same queue, as no fallback_queue is named" in second.reason


def test_an_interrupted_spot_task_counts_as_a_reclaimed_host():
    interrupted = failure("Your Spot Task was interrupted.", code=137)
    assert [one.queue for one in story(interrupted, RECLAIMED, policy=ON_DEMAND)] == [
        "on-demand",
        "on-demand",
    ]


def test_other_failures_do_not_lead_to_the_fallback_queue():
    *_, last = story(SLOW_PULL, SLOW_PULL, RECLAIMED, policy=ON_DEMAND)
    assert last.queue is None


def test_reclaimed_twice_then_out_of_memory_goes_on_with_more_memory():
    *_, last = story(RECLAIMED, RECLAIMED, STARVED, policy=ON_DEMAND)
    assert (last.memory, last.queue, last.rule) == (2_000, None, "out of memory")


def test_memory_is_raised_until_its_budget_is_spent():
    decisions = story(*[STARVED] * 9, policy=Policy())
    assert [one.memory for one in decisions[:-1]] == [2_000, 4_000, 8_000]
    assert "failures of memory are tried again 3 times (retry.memory)" in decisions[-1].reason


def test_memory_stops_at_its_cap():
    decisions = story(*[STARVED] * 9, policy=Policy(max_memory=3_000))
    assert [one.memory for one in decisions[:-1]] == [2_000, 3_000]
    assert "3000 MiB is the most that retry.max_memory allows" in decisions[-1].reason


@pytest.mark.parametrize(("before", "factor", "after"), [(1_000, 1.5, 1_500), (4, 1.1, 5)])
def test_memory_is_multiplied_and_rounded_up(before, factor, after):
    change = failure(EXITED, OUT_OF_MEMORY, memory=before)
    assert decided(change, policy=Policy(memory_factor=factor)).memory == after


def test_a_job_with_more_than_the_cap_keeps_its_memory():
    (decision,) = story(STARVED, policy=Policy(max_memory=500))
    assert isinstance(decision, GiveUp)


def test_a_factor_of_one_is_given_up():
    (decision,) = story(STARVED, policy=Policy(memory_factor=1))
    assert "retry.memory_factor" in decision.reason


def test_unknown_memory_is_tried_again_as_it_is():
    decision = decided(STARVED)
    assert (type(decision), decision.memory) == (Resubmit, None)
    assert "its memory isn't known" in decision.reason


def test_a_kill_without_a_reason_is_taken_for_memory_once():
    decisions = story(KILLED, KILLED, policy=Policy())
    assert [one.memory for one in decisions[:-1]] == [2_000]
    assert decisions[-1].reason.endswith("it was tried again once")


def test_says_what_was_changed():
    (decision,) = story(STARVED, policy=Policy())
    assert decision.reason == (
        f"out of memory: {OUT_OF_MEMORY}, {EXITED}, exit code 137; "
        "tried again with 2000 MiB instead of 1000"
    )


def test_says_why_it_gave_up():
    assert decided(failure(EXITED, code=127)).reason == (
        f"command cannot run: {EXITED}, exit code 127; correct the command, or the image it runs in"
    )


def test_says_that_nothing_was_said():
    assert decided(failure()).reason.startswith("unknown: AWS Batch gave no reason; ")


def test_says_that_raised_memory_fits_no_instance():
    change = failure("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - x", memory=2_000)
    history = [past("out of memory", memory=1_000)]
    decision = decide(change, history=history, policy=PATIENT, jitter=0)
    assert decision.reason.endswith("raised from 1000 to 2000 MiB; set retry.max_memory)")


def test_a_job_that_never_fitted_is_not_said_to_have_been_raised():
    change = failure("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - x", memory=1_000)
    assert "raised" not in decided(change).reason


def test_the_applications_failures_are_not_tried_again_unless_asked_for():
    (decision,) = story(FAILED, policy=Policy())
    assert "failures of application are not tried again (retry.application is 0)" in decision.reason


def test_attempts_alone_allow_the_applications_failures():
    decisions = story(*[FAILED] * 9, policy=Policy(attempts=3))
    assert [type(one) for one in decisions] == [Resubmit, Resubmit, GiveUp]
    assert "attempt 3 of 3 (retry.attempts)" in decisions[-1].reason


def test_attempts_cap_all_budgets_together():
    decisions = story(RECLAIMED, STARVED, SLOW_PULL, policy=Policy(attempts=2))
    assert [type(one) for one in decisions] == [Resubmit, GiveUp]


def test_a_job_is_tried_ten_times_at_most():
    decisions = story(*[RECLAIMED, STARVED] * 9, policy=PATIENT)
    assert len(decisions) == 10


def test_budgets_are_apart():
    decisions = story(
        *[RECLAIMED] * 5, *[STARVED] * 3, FAILED, policy=Policy(application=1), memory=10
    )
    assert [type(one) for one in decisions] == [Resubmit] * 9
    assert [one.memory for one in decisions] == [None] * 5 + [20, 40, 80, None]


@pytest.mark.parametrize("field", ["infrastructure", "memory", "application"])
def test_a_budget_that_is_spent_ends_its_own_failures_only(field):
    changes = {"infrastructure": SLOW_PULL, "memory": STARVED, "application": FAILED}
    policy = Policy(**{"infrastructure": 1, "memory": 1, "application": 1, field: 0})
    decisions = {name: story(one, policy=policy)[0] for name, one in changes.items()}
    gave_up = {name for name, one in decisions.items() if isinstance(one, GiveUp)}
    assert gave_up == {field}


LIMITED = [
    (failure("ECS was unable to assume the role"), 1),
    (failure("", "CannotPullContainerError: cut o"), 1),
    (failure("", "CannotPullContainerError: no space left on device"), 1),
    (failure("", "CannotStartContainerError: stat /usr/loca"), 1),
    (failure("", "ResourceInitializationError: i/o timeout"), 2),
    (failure("Task failed to start"), 3),
    (failure(EXITED, code=125), 1),
    (failure(EXITED, code=139), 1),
]


@pytest.mark.parametrize(("change", "times"), LIMITED)
def test_some_failures_are_tried_again_less_often_than_their_budget(change, times):
    decisions = story(*[change] * 9, policy=PATIENT)
    assert [type(one) for one in decisions] == [Resubmit] * times + [GiveUp]


def test_attempts_of_before_the_table_count_as_attempts_only():
    assert isinstance(decided(RECLAIMED, "", "", policy=Policy(infrastructure=1)), Resubmit)
    assert isinstance(decided(RECLAIMED, "", "", policy=Policy(attempts=3)), GiveUp)


def test_delays_double_up_to_an_hour():
    delays = [decided(SLOW_PULL, *[""] * n, policy=Policy(delay=60)).delay for n in range(9)]
    assert delays == [60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]
    assert max(delays) == MAX_DELAY


@pytest.mark.parametrize(("jitter", "delay"), [(0.0, 0), (0.25, 15), (1.0, 60)])
def test_delays_are_spread_from_nothing_to_their_bound(jitter, delay):
    assert decided(SLOW_PULL, policy=Policy(delay=60), jitter=jitter).delay == delay


def test_more_memory_is_tried_at_once_and_a_guess_is_not():
    assert decided(STARVED).delay == 0
    assert decided(KILLED).delay > 0


def test_a_role_is_given_ten_minutes():
    assert decided(failure("ECS was unable to assume the role"), jitter=0).delay == 600
