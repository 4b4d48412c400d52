"""Judge a job that failed, or an array of jobs of which some failed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from batch_relay.domain.array_failures import decide_array
from batch_relay.domain.arrays import pack
from batch_relay.domain.attempts import AnalysisState, JobChange
from batch_relay.domain.failures import Decision, decide
from batch_relay.domain.statuses import JobStatus
from batch_relay.services.policies import policy_of
from batch_relay.services.recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is done about a failure, and the `change` that says it best.

    Of an array, `failed` are the indices that failed, and `left` those that
    are still to be run; all of them if it is empty.
    """

    decision: Decision
    change: JobChange
    failed: str = ""
    left: str = ""


def judge_failure(state: AnalysisState, change: JobChange, *, ports: Recording) -> Judgement:
    """Decide about a failed attempt; of an array, only the indices that failed are left."""
    change = replace(change, memory=change.memory or state.memory)
    failures = _failures(state, change)
    policy = policy_of(state, workflows=ports.workflows, samples=ports.samples)
    if not failures:
        decision = decide(change, history=state.tried, policy=policy, jitter=ports.chance())
        return Judgement(decision=decision, change=change, left=_undecided(state, change))
    telling, decision = decide_array(
        failures, history=state.tried, policy=policy, jitter=ports.chance()
    )
    failed = pack(one.index for one in failures if one.index is not None)
    left = ",".join(part for part in (failed, state.waiting) if part)
    return Judgement(decision=decision, change=_told_as(change, telling), failed=failed, left=left)


def _undecided(state: AnalysisState, change: JobChange) -> str:
    """Return what is left if no index is known to have failed.

    All have succeeded and an output is missing: which index should have written
    it isn't known. Or Batch forgot the array, and with it what succeeded.
    """
    return "" if change.status is JobStatus.SUCCEEDED else state.indices


def _failures(state: AnalysisState, change: JobChange) -> Sequence[JobChange]:
    """Return the failures of an array's jobs, each with its index in the analysis."""
    if not state.indices or change.status is not JobStatus.FAILED:
        return ()
    if state.size == 1:
        return (replace(change, index=state.running[0]),)
    original = dict(enumerate(state.running))
    return tuple(
        replace(one, index=original[one.index], memory=one.memory or change.memory)
        for one in change.children
        if one.status is JobStatus.FAILED and one.index in original
    )


def _told_as(array: JobChange, telling: JobChange) -> JobChange:
    """Return the array's end in the words of one of its jobs."""
    return replace(
        array,
        status_reason=telling.status_reason,
        container_reason=telling.container_reason,
        exit_code=telling.exit_code,
        log_stream=telling.log_stream,
        log_group=telling.log_group,
    )
