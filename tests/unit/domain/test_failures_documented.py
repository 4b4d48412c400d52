"""docs/failures.md tells the same as the table."""

import re
from pathlib import Path

from batch_relay.domain.definitions import MOST_ATTEMPTS, Policy
from batch_relay.domain.failure_classes import Budget, Reaction
from batch_relay.domain.failure_rules import RULES, UNKNOWN

PAGE = (Path(__file__).parents[3] / "docs" / "failures.md").read_text()
REACTIONS = {
    Reaction.SAME: "the same again",
    Reaction.MORE_MEMORY: "more memory",
    Reaction.FALLBACK_QUEUE: "the fallback queue",
    Reaction.FALLBACK_QUEUE_NEXT: "the same again, then the fallback queue",
    Reaction.STOP: "stop",
}
TIMES = {None: "", 1: ", once", 2: ", twice", 3: ", 3 times"}


def rows(section):
    """The cells of the rows of a section's table, without its head."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def documented(rule):
    """What a row of the page says of a rule's reaction and budget."""
    outputs = "outputs first, then " if rule.check_outputs else ""
    at_once = "" if rule.waits else ", at once"
    late = f", after {rule.least_delay // 60} minutes" if rule.least_delay else ""
    budget = "none" if rule.reaction is Reaction.STOP else rule.budget.value
    return [f"{outputs}{REACTIONS[rule.reaction]}{TIMES[rule.limit]}{at_once}{late}", budget]


def test_the_page_has_every_row_in_its_order_with_reaction_and_budget():
    said = [[name, reaction, budget] for name, _, reaction, budget, _ in rows("The table")]
    assert said == [[rule.name, *documented(rule)] for rule in (*RULES, UNKNOWN)]


def test_every_row_has_a_source_or_says_that_it_is_weak():
    known = ("](https://", "weak: ", "batch-relay itself", "the text is reported")
    assert [name for name, *_, source in rows("The table") if not _any(known, source)] == []


def _any(words, source):
    return any(word in source for word in words)


def test_the_page_has_the_budgets():
    policy = Policy()
    said = {budget: count for budget, count, _ in rows("Budgets")}
    assert said["infrastructure"] == str(policy.resubmissions(Budget.INFRASTRUCTURE))
    assert said["memory"] == str(policy.resubmissions(Budget.MEMORY))
    assert said["application"].startswith("none")
    assert re.search(rf"\b{MOST_ATTEMPTS} if it isn't given", PAGE)
