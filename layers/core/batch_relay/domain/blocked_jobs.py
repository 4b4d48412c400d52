"""What to do about a job that blocks its queue: a pure decision, with its reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from batch_relay.domain.attempts import Attempt
from batch_relay.domain.definitions import Policy
from batch_relay.domain.failure_classes import Rule
from batch_relay.domain.failure_rules import FITS_NO_INSTANCE, NO_CAPACITY, OURS
from batch_relay.domain.failures import refusal

# How AWS Batch begins the status reason of a RUNNABLE job that holds up its queue:
# docs.aws.amazon.com/batch/latest/userguide/job_stuck_in_runnable.html
_HELD_UP = ("CAPACITY:", "MISCONFIGURATION:", "ACTION_REQUIRED", "UNDETERMINED")
_DASH = re.compile(r"\s[-\N{EN DASH}]\s")


def holds_up(reason: str) -> bool:
    """Whether it is the status reason of a job that holds up its queue."""
    return reason.startswith(_HELD_UP)


def cause(reason: str) -> str:
    """Return what stays the same of a reason that names one instance type after another."""
    return _DASH.split(reason, maxsplit=1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminate:
    """End the job, with this as its status reason: `decide` knows what to do about it then."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Let the job wait, and tell the operator."""

    reason: str


def blocked(
    reason: str, *, queue: str, history: Sequence[Attempt], policy: Policy
) -> Terminate | Tell:
    """Decide about a job at the head of `queue` that AWS Batch can't start for that reason.

    It is ended only if it can go on elsewhere, or can never start. `history` as
    for `decide`.
    """
    if FITS_NO_INSTANCE.matches(reason):
        return _terminate(FITS_NO_INSTANCE, reason)
    if not NO_CAPACITY.matches(reason):
        return Tell(reason=reason or "AWS Batch gave no reason")
    stays = _stays(queue, history, policy)
    return Tell(reason=f"{reason}; {stays}") if stays else _terminate(NO_CAPACITY, reason)


def _terminate(rule: Rule, reason: str) -> Terminate:
    return Terminate(reason=f"{OURS}{rule.name} ({reason})")


def _stays(queue: str, history: Sequence[Attempt], policy: Policy) -> str:
    """Return why a job can't leave a queue without capacity, if it can't."""
    if not policy.fallback_queue:
        return "it could go elsewhere if a fallback_queue were named"
    if _name(queue) == _name(policy.fallback_queue):
        return f"{queue} is the fallback_queue already"
    return refusal(NO_CAPACITY, history, policy)


def _name(queue: str) -> str:
    """Return the name of a queue that is named, or given by its ARN."""
    return queue.rpartition("/")[2]
