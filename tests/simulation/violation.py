"""What the simulator finds."""

from enum import StrEnum


class Rule(StrEnum):
    """What must hold; docs/simulation.md says when each is checked."""

    ONE_LIVE_JOB = "a"
    COMES_TO_AN_END = "b"
    IN_ORDER = "c"
    OUTPUTS_EXIST = "d"
    COUNTS_ARE_RIGHT = "e"
    CANCELLED_IS_OVER = "f"
    EVERY_JOB_IS_KNOWN = "g"
    NOTHING_TWICE = "h"
    TOKENS_ARE_ANSWERED = "i"
    BUDGETS_HOLD = "j"
    NEVER_BACK = "k"
    NOT_BY_OUR_HAND = "l"
    ONLY_WHAT_FAILED = "m"
    SUMMED_UP = "n"
    SHARES_WHERE_WANTED = "o"


class BrokenRuleError(AssertionError):
    """A rule was broken."""

    def __init__(self, rule: Rule, what: str) -> None:
        super().__init__(f"({rule}) {rule.name.replace('_', ' ').lower()}: {what}")
        self.rule = rule
