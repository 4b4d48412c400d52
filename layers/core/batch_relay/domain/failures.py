"""What to do about a job that failed: a pure decision, with its reason."""

from dataclasses import dataclass
from typing import TypeAlias

from batch_relay.domain.attempts import JobChange
from batch_relay.domain.definitions import Policy

OUTPUTS_MISSING = "OutputsMissing"
_OUT_OF_MEMORY = "OutOfMemoryError"
_HOST_LOST = ("Host EC2", "Your Spot Task was interrupted")
_OURS = "batch-relay:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmit:
    """Try again after `delay` seconds; `memory` (MiB) and `queue` where they change."""

    reason: str
    delay: int = 0
    memory: int | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """Another attempt would be in vain, or one too many."""

    reason: str


Decision: TypeAlias = Resubmit | GiveUp


def decide(change: JobChange, *, attempts: int, policy: Policy) -> Decision:
    """Decide about a failed job, after so many attempts in this generation."""
    if change.status_reason.startswith(_OURS):
        return GiveUp(reason=change.status_reason)
    if attempts >= policy.attempts:
        return GiveUp(reason=f"{_said(change)}; attempt {attempts} of {policy.attempts}")
    if change.container_reason.startswith(_OUT_OF_MEMORY):
        return _with_more_memory(change, policy)
    if change.status_reason.startswith(_HOST_LOST) and policy.fallback_queue:
        return Resubmit(
            reason=f"{_said(change)}; on queue {policy.fallback_queue}",
            queue=policy.fallback_queue,
            delay=policy.delay,
        )
    return Resubmit(reason=_said(change), delay=policy.delay)


def _with_more_memory(change: JobChange, policy: Policy) -> Decision:
    if change.memory is None:
        return Resubmit(reason=_said(change), delay=policy.delay)
    memory = int(change.memory * policy.memory_factor)
    memory = min(memory, policy.max_memory or memory)
    if memory <= change.memory:
        return GiveUp(reason=f"{_said(change)}; {change.memory} MiB is the most allowed")
    return Resubmit(
        reason=f"{_said(change)}; with {memory} MiB instead of {change.memory}",
        memory=memory,
        delay=policy.delay,
    )


def _said(change: JobChange) -> str:
    code = f" (exit code {change.exit_code})" if change.exit_code is not None else ""
    return f"{change.reason}{code}"
