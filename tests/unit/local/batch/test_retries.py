import pytest

from batch_relay.local.batch.jobs.job import Attempt, RetryRule, RetryStrategy
from batch_relay.local.batch.jobs.retries import retries


def attempt(**outcome):
    place = {"task": "t", "task_arn": "a", "instance": "i", "instance_arn": "b", "place": "p"}
    return Attempt(**place, **outcome)


def strategy(*rules):
    return RetryStrategy(attempts=3, rules=tuple(RetryRule(**rule) for rule in rules))


def test_a_failure_that_no_rule_matches_is_retried():
    rules = strategy({"action": "EXIT", "on_exit_code": "2"})
    assert retries(rules, 0, attempt(exit_code=1))


def test_the_first_rule_that_matches_decides():
    rules = strategy({"action": "EXIT", "on_exit_code": "1*"}, {"action": "RETRY"})
    assert not retries(rules, 0, attempt(exit_code=137))
    assert retries(rules, 0, attempt(exit_code=2))


def test_all_conditions_of_a_rule_must_hold():
    rule = {"action": "exit", "on_exit_code": "137", "on_reason": "OutOfMemory*"}
    assert retries(strategy(rule), 0, attempt(exit_code=137))
    assert not retries(strategy(rule), 0, attempt(exit_code=137, reason="OutOfMemoryError: x"))


@pytest.mark.parametrize(("before", "again"), [(0, True), (1, True), (2, False)])
def test_attempts_are_bounded(before, again):
    rules = strategy({"action": "RETRY", "on_status_reason": "Host EC2*"})
    lost = attempt(status_reason="Host EC2 (instance i-0) terminated.")
    assert retries(rules, before, lost) is again


def test_a_job_is_tried_once_unless_it_says_otherwise():
    assert not retries(RetryStrategy(), 0, attempt(exit_code=1))
