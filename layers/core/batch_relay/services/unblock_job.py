"""React to a job that holds up its queue."""

from batch_relay.domain.attempts import JobChange
from batch_relay.domain.blocked_jobs import Terminate, blocked
from batch_relay.services.policies import policy_of
from batch_relay.services.recording import Outcome, Recording


def unblock_job(change: JobChange, *, ports: Recording) -> Outcome:
    """End a blocked job if it can go on elsewhere or can never start; else leave it waiting.

    The end of the job is told by its own event, which decides what comes next.
    Twice is harmless: a job that ended is left alone.
    """
    state = ports.analyses.get(change.attempt.key)
    current = state and state.attempt_key == change.attempt and state.job_id == change.submitted_id
    if not state or not current or not state.status.is_live:
        return Outcome.IGNORED
    policy = policy_of(state, workflows=ports.workflows, samples=ports.samples)
    decision = blocked(change.status_reason, queue=state.queue, history=state.tried, policy=policy)
    if not isinstance(decision, Terminate):
        return Outcome.TOLD
    ports.jobs.terminate(change.job_id, decision.reason)
    return Outcome.TERMINATED
