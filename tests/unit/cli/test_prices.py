"""`batch-relay admin prices`, and budgets."""

import json

import pytest

SET = ("admin", "prices", "set", "spot", "--vcpu-hour", "0.0162", "--gib-hour", "0.0018")


def test_a_price_is_set_and_listed(relay):
    assert relay(*SET)[0] == 0
    assert "0.0162" in relay("admin", "prices", "list")[1]


def test_prices_are_told_to_programs(relay):
    relay(*SET)
    told = json.loads(relay("admin", "prices", "list", "--json")[1])
    assert told == {"prices": [{"queue": "spot", "vcpu_hour": 0.0162, "gib_hour": 0.0018}]}


def test_a_price_is_taken_away(relay):
    relay(*SET)
    assert "spot" not in relay("admin", "prices", "remove", "spot")[1]


def test_a_budget_is_set_and_shown(relay, started):
    relay(*SET)
    code, out, _ = relay("run", "budget", "p", "famli", "--amount", "50")
    assert (code, "$0.00 of a budget of $50.00" in out) == (0, True)


def test_a_budget_without_a_price_says_how_to_set_one(relay, started):
    code, _, err = relay("run", "budget", "p", "famli", "--amount", "50")
    assert (code, "batch-relay admin prices set spot" in err) == (1, True)


@pytest.mark.parametrize("options", [(), ("--amount", "5", "--none")])
def test_a_budget_is_an_amount_or_none(relay, started, options):
    assert relay("run", "budget", "p", "famli", *options)[0] == 2


def test_a_run_past_its_budget_says_how_it_goes_on(relay, started):
    relay(*SET)
    relay("run", "budget", "p", "famli", "--amount", "0")
    _, out, err = relay("run", "status", "p", "famli")
    assert "OVER_BUDGET ($0.00 are spent of a budget of $0.00)" in out
    assert "batch-relay run budget p famli --amount DOLLARS" in err


def test_any_sum_may_be_spent_again(relay, started):
    relay(*SET)
    relay("run", "budget", "p", "famli", "--amount", "0")
    assert "budget" not in relay("run", "budget", "p", "famli", "--none")[1]
