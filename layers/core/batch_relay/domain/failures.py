"""What to do about a job that failed: a pure decision, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeAlias

from batch_relay.domain.attempts import Attempt, JobChange
from batch_relay.domain.definitions import Policy
from batch_relay.domain.failure_classes import Budget, Reaction, Rule
from batch_relay.domain.failure_rules import FITS_NO_INSTANCE, OUTPUTS_MISSING, RULES, UNKNOWN

# Longest wait between two attempts, in seconds.
MAX_DELAY: Final = 3_600
_ELSEWHERE: Final = frozenset({Reaction.FALLBACK_QUEUE, Reaction.FALLBACK_QUEUE_NEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmit:
    """Try again after `delay` seconds; `memory` (MiB) and `queue` where they change.

    `rule` is the name of the row that decided.
    """

    rule: str
    reason: str
    delay: int = 0
    memory: int | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """Another attempt would be in vain, or one too many."""

    rule: str
    reason: str


Decision: TypeAlias = Resubmit | GiveUp


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A failure, and all that the decision about it depends on."""

    rule: Rule
    change: JobChange
    history: Sequence[Attempt]
    policy: Policy


def classify(change: JobChange) -> Rule:
    """Return the first row of the table that fits the failure.

    With its `check_outputs`, the failure counts only if an output is missing.
    """
    return next((rule for rule in RULES if rule.fits(change)), UNKNOWN)


def decide(
    change: JobChange, *, history: Sequence[Attempt], policy: Policy, jitter: float
) -> Decision:
    """Decide about a failed job after the attempts of its generation that ended before it.

    `jitter`, from 0 to 1, spreads the delays between nothing and a bound that
    doubles with each attempt, so that what failed together does not return together.
    """
    case = _Case(rule=classify(change), change=change, history=history, policy=policy)
    refused = refusal(case.rule, history, policy)
    if refused:
        return _give_up(case, refused)
    match case.rule.reaction:
        case Reaction.MORE_MEMORY:
            return _with_more_memory(case, jitter)
        case Reaction.FALLBACK_QUEUE:
            return _elsewhere(case, jitter)
        case Reaction.FALLBACK_QUEUE_NEXT if _reclaimed_before(history):
            return _elsewhere(case, jitter)
        case _:
            return _resubmit(case, jitter, "tried again as it is")


def refusal(rule: Rule, history: Sequence[Attempt], policy: Policy) -> str:
    """Return why a failure of that kind must not be tried again, if it must not."""
    if rule.reaction is Reaction.STOP:
        return rule.advice
    if len(history) + 1 >= policy.most_attempts:
        return f"this was attempt {len(history) + 1} of {policy.most_attempts} (retry.attempts)"
    spent = sum(_budget(past) is rule.budget for past in history)
    allowed = policy.resubmissions(rule.budget)
    if spent >= allowed:
        return _spent(rule.budget, allowed)
    if rule.limit is not None and sum(past.rule == rule.name for past in history) >= rule.limit:
        return f"it was tried again {_times(rule.limit)}; {rule.advice}".removesuffix("; ")
    return ""


def _spent(budget: Budget, allowed: int) -> str:
    if allowed:
        return f"failures of {budget} are tried again {_times(allowed)} (retry.{budget})"
    return f"failures of {budget} are not tried again (retry.{budget} is 0)"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _rule(past: Attempt) -> Rule:
    return next((rule for rule in RULES if rule.name == past.rule), UNKNOWN)


def _budget(past: Attempt) -> Budget | None:
    return _rule(past).budget if past.rule else None


def _reclaimed_before(history: Sequence[Attempt]) -> bool:
    return any(_rule(past).reaction in _ELSEWHERE for past in history)


def _elsewhere(case: _Case, jitter: float) -> Resubmit:
    queue = case.policy.fallback_queue
    where = f"on queue {queue}" if queue else "on the same queue, as no fallback_queue is named"
    return _resubmit(case, jitter, f"tried again {where}", queue=queue)


def _with_more_memory(case: _Case, jitter: float) -> Decision:
    before, policy = case.change.memory, case.policy
    if before is None:
        return _resubmit(case, jitter, "tried again as it is, for its memory isn't known")
    wanted = ceil(before * policy.memory_factor)
    memory = min(wanted, policy.max_memory or wanted)
    if memory <= before:
        limit = "retry.max_memory" if memory < wanted else "retry.memory_factor"
        return _give_up(case, f"{before} MiB is the most that {limit} allows")
    what = f"tried again with {memory} MiB instead of {before}"
    return _resubmit(case, jitter, what, memory=memory)


def _resubmit(
    case: _Case, jitter: float, what: str, *, memory: int | None = None, queue: str | None = None
) -> Resubmit:
    return Resubmit(
        rule=case.rule.name,
        reason=f"{_said(case)}; {what}",
        delay=_delay(case, jitter),
        memory=memory,
        queue=queue,
    )


def _delay(case: _Case, jitter: float) -> int:
    if not case.rule.waits:
        return 0
    bound = min(case.policy.delay << len(case.history), MAX_DELAY)
    return max(case.rule.least_delay, round(bound * jitter))


def _give_up(case: _Case, why: str) -> GiveUp:
    return GiveUp(rule=case.rule.name, reason=f"{_said(case)}; {why}{_raised(case)}")


def _raised(case: _Case) -> str:
    """Return that it was us who asked for more memory than there is anywhere."""
    before = case.history[-1].memory if case.history else None
    now = case.change.memory
    if case.rule is not FITS_NO_INSTANCE or not before or not now or now <= before:
        return ""
    return f" (its memory was raised from {before} to {now} MiB; set retry.max_memory)"


def _said(case: _Case) -> str:
    change = case.change
    code = "" if change.exit_code is None else f"exit code {change.exit_code}"
    told = change.container_reason.removeprefix(f"{OUTPUTS_MISSING}: ")
    parts = dict.fromkeys((told, change.status_reason, code))
    said = ", ".join(part.strip().rstrip(".") for part in parts if part.strip())
    return f"{case.rule.name}: {said or 'AWS Batch gave no reason'}"
