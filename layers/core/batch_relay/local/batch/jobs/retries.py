"""Decide whether a failed attempt is followed by another."""

from batch_relay.local.batch.jobs.job import Attempt, RetryRule, RetryStrategy


def retries(strategy: RetryStrategy, before: int, last: Attempt) -> bool:
    """Whether to try again after `before` attempts and this last one.

    A failure that no rule matches is retried.
    """
    if before + 1 >= strategy.attempts:
        return False
    matching = (rule.action for rule in strategy.rules if _matches(rule, last))
    return next(matching, "RETRY").upper() == "RETRY"


def _matches(rule: RetryRule, last: Attempt) -> bool:
    exit_code = "" if last.exit_code is None else str(last.exit_code)
    return (
        _glob(rule.on_exit_code, exit_code)
        and _glob(rule.on_reason, last.reason or "")
        and _glob(rule.on_status_reason, last.status_reason or "")
    )


def _glob(pattern: str | None, text: str) -> bool:
    if pattern is None:
        return True
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern
