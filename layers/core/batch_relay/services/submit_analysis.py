"""Submit one analysis of one sample to AWS Batch: the only door to SubmitJob."""

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum

from batch_relay.domain.admission import (
    Begin,
    Park,
    Postpone,
    Recover,
    Refuse,
    Repeat,
    Situation,
    admit,
    refusal,
)
from batch_relay.domain.attempt_keys import Awaiting
from batch_relay.domain.attempts import NOT_SUBMITTED, AnalysisState
from batch_relay.domain.errors import InvalidError, NotFoundError, RefusedError
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.messages import Submission
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services.conclude import ERROR, conclude
from batch_relay.services.persist import persist
from batch_relay.services.submitting import Submitting, end_former, prepare, record, rendered

__all__ = ["Outcome", "Submitting", "submit_analysis"]

# Trying again won't help: a version that asks for a column there isn't, a bucket we may not see.
_HOPELESS = (InvalidError, NotFoundError, RefusedError)


class Outcome(StrEnum):
    """What became of a submission."""

    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    REFUSED = "refused"
    REPEATED = "repeated"
    PARKED = "parked"
    POSTPONED = "postponed"


def submit_analysis(submission: Submission, *, ports: Submitting) -> Outcome:
    """Submit the attempt, unless its outputs exist, it was submitted, or nobody wants it.

    SQS delivers at least once, and SubmitJob takes no client token: the intent
    is stored before the call and its job looked for by name when the message
    comes again. UnavailableError and ConflictError ask for the message to be
    delivered again; nothing is lost by that.
    """
    return persist(lambda: _submit_once(submission, ports))


def _submit_once(submission: Submission, ports: Submitting) -> Outcome:
    situation = ports.analyses.situation(submission.attempt.key)
    match admit(situation, submission, now=ports.clock()):
        case Refuse(reason, left):
            return _refuse(submission, reason, situation, left, ports)
        case Repeat(state):
            return _repeat(state, situation.analysis, ports)
        case Postpone(seconds):
            ports.submit_queue.send(submission, delay=seconds)
            return Outcome.POSTPONED
        case Park(state):
            return _park(state, submission, ports)
        case Begin(run, sample, intent):
            return _begin(run, sample, intent, situation.analysis, ports)
        case Recover(run, sample, intent):
            return _recover(run, sample, _with_token(intent, situation.analysis, ports), ports)


def _with_token(
    state: AnalysisState, known: AnalysisState | None, ports: Submitting
) -> AnalysisState:
    """Store a new token before all else: whoever ends the analysis meanwhile must answer it."""
    if known is None or state.tokens == known.tokens:
        return state
    return ports.analyses.save(state)


def _refuse(
    submission: Submission,
    reason: str,
    situation: Situation,
    left: AnalysisState | None,
    ports: Submitting,
) -> Outcome:
    if situation.run and situation.sample and left:
        _abandon(situation.run, situation.sample, left, ports)
    if submission.token:
        ports.tasks.fail(submission.token, error=ERROR, cause=reason)
    return Outcome.REFUSED


def _abandon(run: Run, sample: SampleState, left: AnalysisState, ports: Submitting) -> None:
    """End what a cancelled intent left behind: a job that nobody noted, or nothing."""
    found: tuple[str, ...] = ()
    # A queue that is no more has no jobs.
    with suppress(RefusedError):
        found = ports.jobs.find(prepare(run, sample, left, ports).job)
    if not found:
        ended = replace(left, status=AnalysisStatus.CANCELLED, updated_at=ports.clock())
        conclude(ports.analyses.save(ended), samples=ports.samples, tasks=ports.tasks)
        return
    ports.analyses.save(replace(left, job_id=found[0]))
    for job_id in found:
        ports.jobs.terminate(job_id, left.reason)


def _repeat(state: AnalysisState, known: AnalysisState | None, ports: Submitting) -> Outcome:
    state = _with_token(state, known, ports)
    conclude(state, samples=ports.samples, tasks=ports.tasks)
    return Outcome.REPEATED


def _park(state: AnalysisState, submission: Submission, ports: Submitting) -> Outcome:
    """Remember who waits; should the run have gone on meanwhile, ask again."""
    parked = ports.analyses.save(replace(state, updated_at=ports.clock()))
    run = ports.runs.get(state.key.run)
    if run is None or not run.holds:
        again = replace(submission, attempt=parked.attempt_key, token=None)
        ports.submit_queue.send(again)
    return Outcome.PARKED


def _begin(
    run: Run,
    sample: SampleState,
    intent: AnalysisState,
    known: AnalysisState | None,
    ports: Submitting,
) -> Outcome:
    # Outputs may all be there, and an index of the array have failed.
    is_left = bool(intent.indices)
    try:
        prepared = prepare(run, sample, intent, ports)
        is_awaited = intent.outputs == prepared.job.outputs
        intent = rendered(sample, intent, prepared.job)
        done = not is_left and _is_done(intent, ports)
    except _HOPELESS as error:
        return _fail(intent, str(error), ports)
    if done:
        return _skip(intent, ports)
    end_former(known, intent, ports)
    # The attempt before has said so.
    waiting = Awaiting(
        key=intent.key, generation=intent.generation, correlation_id=sample.correlation_id
    )
    ports.awaited.expect(() if is_awaited else prepared.awaited, waiting)
    return _submit_wanted(ports.analyses.save(intent), prepared.job, ports)


def _is_done(intent: AnalysisState, ports: Submitting) -> bool:
    found = (intent.counts(ports.objects.written_at(uri)) for uri in intent.outputs)
    return bool(intent.outputs) and all(found)


def _submit_wanted(intent: AnalysisState, job: RenderedJob, ports: Submitting) -> Outcome:
    """Submit, unless somebody cancelled while the intent was written.

    Who cancels marks the sample, then looks for intents; who submits writes the
    intent, then looks at the sample: one of them sees the other.
    """
    reason = refusal(ports.analyses.above(intent.key), intent.generation)
    if not reason:
        return _submit(intent, job, ports)
    ended = replace(intent, status=AnalysisStatus.CANCELLED, reason=reason)
    conclude(ports.analyses.save(ended), samples=ports.samples, tasks=ports.tasks)
    return Outcome.REFUSED


def _skip(intent: AnalysisState, ports: Submitting) -> Outcome:
    skipped = replace(intent, status=AnalysisStatus.SKIPPED, reason="all outputs exist")
    conclude(ports.analyses.save(skipped), samples=ports.samples, tasks=ports.tasks)
    return Outcome.SKIPPED


def _recover(run: Run, sample: SampleState, intent: AnalysisState, ports: Submitting) -> Outcome:
    job = prepare(run, sample, intent, ports).job
    try:
        first, *others = ports.jobs.find(job) or ("",)
    except RefusedError as error:
        return _fail(intent, str(error), ports)
    for job_id in others:
        ports.jobs.terminate(job_id, "batch-relay: submitted twice")
    if not first:
        mine = replace(intent, submitted_at=ports.clock())
        return _submit(ports.analyses.save(mine), job, ports)
    record(intent, first, ports)
    return Outcome.SUBMITTED


def _submit(intent: AnalysisState, job: RenderedJob, ports: Submitting) -> Outcome:
    try:
        job_id = ports.jobs.submit(job, intent.attempt_key)
    except RefusedError as error:
        return _fail(intent, str(error), ports)
    record(intent, job_id, ports)
    return Outcome.SUBMITTED


def _fail(intent: AnalysisState, reason: str, ports: Submitting) -> Outcome:
    failed = replace(
        intent,
        status=AnalysisStatus.FAILED,
        reason=f"{NOT_SUBMITTED}: {reason}",
        updated_at=ports.clock(),
    )
    conclude(ports.analyses.save(failed), samples=ports.samples, tasks=ports.tasks)
    return Outcome.REFUSED
