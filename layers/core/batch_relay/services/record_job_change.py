"""Take in what Batch says of a job, from an event or from asking."""

from dataclasses import replace
from datetime import timedelta
from math import ceil

from batch_relay.domain.arrays import shortened
from batch_relay.domain.attempts import AnalysisState, JobChange
from batch_relay.domain.failure_rules import OUTPUTS_MISSING, SUPERSEDED
from batch_relay.domain.failures import GiveUp, Resubmit, classify
from batch_relay.domain.messages import Submission
from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from batch_relay.services.conclude import conclude
from batch_relay.services.judge_failure import judge_failure
from batch_relay.services.pay_attempt import pay_attempt
from batch_relay.services.persist import persist
from batch_relay.services.recording import Outcome, Recording
from batch_relay.services.unblock_job import unblock_job

# Missing outputs that a reason names.
_NAMED = 3


__all__ = ["Outcome", "Recording", "record_job_change"]


def record_job_change(change: JobChange, *, ports: Recording) -> Outcome:
    """Move the analysis on, complete it, or decide about its failure.

    Events come at least once and in any order: only a later status of the
    current attempt's own job changes anything. ConflictError asks for the
    event to be delivered again. What was decided is stored first; a repeated
    event tells it again.
    """
    if change.index is not None and not change.blocked:
        # The end of its array tells how each of its jobs ended.
        return Outcome.IGNORED
    return persist(lambda: _record(change, ports))


def _record(change: JobChange, ports: Recording) -> Outcome:
    state = ports.analyses.get(change.attempt.key)
    if state is None:
        return Outcome.IGNORED
    if change.index is not None:
        return _one_of_array(state, change, ports)
    if state.attempt_key != change.attempt or not _may_be_its_job(state, change):
        return _stranger(state, change, ports)
    if change.status.is_final and not state.recorded(change.job_id):
        change = _with_children(state, change, ports)
    if state.status.is_final:
        return _late(state, change, ports)
    if state.status is AnalysisStatus.CANCELLING:
        return _cancelling(state, change, ports)
    return _current(state, change, ports)


def _with_children(state: AnalysisState, change: JobChange, ports: Recording) -> JobChange:
    """Return the end of an array with those of its jobs, which are judged, and paid, one by one."""
    return replace(change, children=ports.jobs.ended_children(change)) if state.size > 1 else change


def _one_of_array(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    """Deal with a job of an array that holds up its queue."""
    its = state.attempt_key == change.attempt and state.job_id == change.submitted_id
    if not its or not state.status.is_live:
        return Outcome.IGNORED
    return unblock_job(state, change, ports=ports)


def _current(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    match change.status:
        case JobStatus.SUCCEEDED:
            return _succeeded(state, change, ports)
        case JobStatus.FAILED:
            return _failed(state, change, ports)
        case _:
            return _moved(state, change, ports)


def _may_be_its_job(state: AnalysisState, change: JobChange) -> bool:
    unknown = state.job_id is None and not state.status.is_waiting
    return unknown or state.job_id == change.job_id


def _cancelling(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    """End a cancelled analysis with its job; a job that is still at work is told again."""
    if not change.status.is_final:
        if state.job_id is None:
            ports.analyses.save(replace(state, job_id=change.job_id))
        ports.jobs.terminate(change.job_id, state.reason)
        return Outcome.TERMINATED
    ended = pay_attempt(state.ended(AnalysisStatus.CANCELLED, change, state.reason), ports=ports)
    cancelled = replace(ended, status=AnalysisStatus.CANCELLED, updated_at=ports.clock())
    conclude(ports.analyses.save(cancelled), samples=ports.samples, tasks=ports.tasks)
    return Outcome.CANCELLED


def _moved(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    outcome, status = Outcome.IGNORED, AnalysisStatus(change.status)
    if state.status.precedes(status):
        outcome, state = Outcome.MOVED, _at(status, state, change, ports)
    if change.blocked and state.status is AnalysisStatus.RUNNABLE:
        unblocked = unblock_job(state, change, ports=ports)
        outcome = outcome if unblocked is Outcome.IGNORED else unblocked
    return outcome


def _at(
    status: AnalysisStatus, state: AnalysisState, change: JobChange, ports: Recording
) -> AnalysisState:
    """Move the analysis on; what held it up as RUNNABLE does so no longer."""
    return ports.analyses.save(
        replace(
            state,
            status=status,
            job_id=change.job_id,
            started_at=change.started_at or state.started_at,
            log_stream=change.log_stream or state.log_stream,
            log_group=change.log_group or state.log_group,
            reason="",
            updated_at=ports.clock(),
        )
    )


def _succeeded(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    if state.waiting:
        return _part_done(state, change, ports)
    missing = _missing(state, ports)
    if missing:
        named = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        reason = f"{OUTPUTS_MISSING}: the job succeeded without {named}"
        return _failed(state, replace(change, container_reason=reason), ports)
    return _completed(state, change, ports)


def _part_done(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    """Go on with the indices that were too many for one array."""
    left = state.waiting
    told = f"goes on with indices {shortened(left)}"
    ended = pay_attempt(state.ended(AnalysisStatus.SUCCEEDED, change, told), ports=ports)
    next_ = Resubmit(rule="", reason=f"indices {shortened(left)} are still to be run")
    ended = replace(ended, reason=next_.reason, updated_at=ports.clock())
    return _resubmit(ports.analyses.save(_next(ended, next_, left)), change, ports)


def _missing(state: AnalysisState, ports: Recording) -> list[str]:
    return [uri for uri in state.outputs if not state.counts(ports.objects.written_at(uri))]


def _completed(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    ended = pay_attempt(state.ended(AnalysisStatus.SUCCEEDED, change), ports=ports)
    done = replace(ended, status=AnalysisStatus.SUCCEEDED, started_at=change.started_at, reason="")
    saved = ports.analyses.save(replace(done, updated_at=ports.clock()))
    conclude(saved, samples=ports.samples, tasks=ports.tasks)
    return Outcome.COMPLETED


def _failed(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    by_outputs = state.outputs and not state.indices and classify(change).check_outputs
    if by_outputs and not _missing(state, ports):
        return _completed(state, change, ports)
    judged = judge_failure(state, change, ports=ports)
    decision, left = judged.decision, judged.left
    told, rule, indices = _told(decision), decision.rule, judged.failed
    failed = state.ended(AnalysisStatus.FAILED, judged.change, told, rule, indices)
    paid = pay_attempt(failed, ports=ports)
    ended = replace(paid, reason=decision.reason, updated_at=ports.clock())
    match decision:
        case GiveUp():
            over = replace(ended, status=AnalysisStatus.FAILED, indices=left)
            conclude(ports.analyses.save(over), samples=ports.samples, tasks=ports.tasks)
            return Outcome.FAILED
        case Resubmit():
            saved = ports.analyses.save(_next(ended, decision, left))
            return _resubmit(saved, change, ports)


def _told(decision: GiveUp | Resubmit) -> str:
    verb = "gave up" if isinstance(decision, GiveUp) else "resubmitted"
    return f"{verb}: {decision.reason}"


def _next(ended: AnalysisState, decision: Resubmit, left: str) -> AnalysisState:
    return replace(
        ended,
        status=AnalysisStatus.RESUBMITTING,
        attempt=ended.attempt + 1,
        job_id=None,
        started_at=None,
        log_stream="",
        log_group="",
        queue=decision.queue or ended.queue,
        memory=decision.memory or ended.memory,
        indices=left,
        not_before=ended.updated_at + timedelta(seconds=decision.delay),
    )


def _resubmit(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    """Queue the next attempt; what comes before its time waits at the queue's other end."""
    wait = (state.not_before - ports.clock()).total_seconds() if state.not_before else 0
    submission = Submission(attempt=state.attempt_key, correlation_id=change.correlation_id)
    ports.submit_queue.send(submission, delay=max(0, ceil(wait)))
    return Outcome.RESUBMITTED


def _late(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    """Complete the record of an analysis that ended before its job, and tell its end again."""
    if not change.status.is_final:
        return _outlived(state, change, ports)
    if not state.recorded(change.job_id):
        ended = pay_attempt(state.ended(AnalysisStatus(change.status), change), ports=ports)
        state = ports.analyses.save(replace(ended, updated_at=ports.clock()))
    conclude(state, samples=ports.samples, tasks=ports.tasks)
    return Outcome.IGNORED


def _outlived(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    """End a job beside the one that failed, or that holds up its queue for what is complete."""
    if (state.status.is_complete and not change.blocked) or state.recorded(change.job_id):
        return Outcome.IGNORED
    ports.jobs.terminate(change.job_id, SUPERSEDED)
    return Outcome.TERMINATED


def _stranger(state: AnalysisState, change: JobChange, ports: Recording) -> Outcome:
    """Deal with a job that is not, or no longer, the current attempt's."""
    if state.status is AnalysisStatus.RESUBMITTING and state.recorded(change.job_id):
        return _resubmit(state, change, ports)
    if change.status.is_final or _not_yet(state, change):
        return Outcome.IGNORED
    ports.jobs.terminate(change.job_id, SUPERSEDED)
    return Outcome.TERMINATED


def _not_yet(state: AnalysisState, change: JobChange) -> bool:
    newer = (change.attempt.generation, change.attempt.number)
    return newer > (state.generation, state.attempt)
