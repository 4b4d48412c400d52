"""Jobs of the simulation end in every way that the table of failures knows."""

from dataclasses import replace

import pytest

from batch_relay.domain.failure_rules import RULES, UNKNOWN
from batch_relay.domain.failures import classify
from batch_relay.domain.statuses import JobStatus
from tests.examples import change
from tests.simulation.endings import BUDGETS, ENDINGS, LIMITS

# What the simulated Batch makes of its own accord, or what we do.
OTHERWISE = {
    "ended on purpose",
    "outputs missing",
    "forgotten by AWS Batch",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_ending_is_of_its_row(ending):
    said = {"status_reason": ending.status, "container_reason": ending.container}
    failed = replace(change(status=JobStatus.FAILED), exit_code=ending.code, **said)
    assert classify(failed).name == ending.row


def test_every_row_is_met():
    assert {one.row for one in ENDINGS} | OTHERWISE == {rule.name for rule in (*RULES, UNKNOWN)}


def test_what_must_hold_of_budgets_is_what_the_table_says():
    rules = {rule.name: rule for rule in (*RULES, UNKNOWN)}
    cured = {name for name, rule in rules.items() if rule.reaction != "stop"}
    assert {name: rules[name].budget for name in cured} == BUDGETS
    assert {name: rules[name].limit for name in cured if rules[name].limit} == LIMITS
