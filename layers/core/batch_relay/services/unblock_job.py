"""React to a job that holds up its queue."""

from dataclasses import replace

from batch_relay.domain.attempts import AnalysisState, JobChange
from batch_relay.domain.blocked_jobs import Terminate, blocked, cause
from batch_relay.services.policies import policy_of
from batch_relay.services.recording import Outcome, Recording


def unblock_job(state: AnalysisState, change: JobChange, *, ports: Recording) -> Outcome:
    """End a blocked job if it can go on elsewhere or can never start; else note why it waits.

    The end of the job is told by its own event, which decides what comes next.
    Twice is harmless: a job that ended is left alone, and a cause is noted once.
    """
    policy = policy_of(state, workflows=ports.workflows, samples=ports.samples)
    decision = blocked(change.status_reason, queue=state.queue, history=state.tried, policy=policy)
    if isinstance(decision, Terminate):
        ports.jobs.terminate(change.job_id, decision.reason)
        return Outcome.TERMINATED
    if cause(state.reason) == cause(decision.reason):
        return Outcome.IGNORED
    ports.analyses.save(replace(state, reason=decision.reason, updated_at=ports.clock()))
    return Outcome.TOLD
