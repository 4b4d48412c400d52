"""Submit one analysis of one sample to AWS Batch: the only door to SubmitJob."""

from dataclasses import dataclass, replace
from enum import StrEnum

from batch_relay.domain.admission import Begin, Recover, Refuse, Repeat, admit
from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.definitions import Analysis, CompleteWhen
from batch_relay.domain.errors import ConflictError, NotFoundError, RefusedError
from batch_relay.domain.messages import Submission
from batch_relay.domain.names import job_name
from batch_relay.domain.rendering import RenderedJob, render_analysis
from batch_relay.domain.resources import with_resources
from batch_relay.domain.runs import SampleState
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services.conclude import ERROR, conclude
from batch_relay.services.persist import persist
from batch_relay.services.ports import (
    Analyses,
    AwaitedOutputs,
    Clock,
    Jobs,
    Objects,
    Samples,
    Tasks,
    Workflows,
)


class Outcome(StrEnum):
    """What became of a submission."""

    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    REFUSED = "refused"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitting:
    """The ports that submitting needs."""

    analyses: Analyses
    samples: Samples
    workflows: Workflows
    awaited: AwaitedOutputs
    objects: Objects
    jobs: Jobs
    tasks: Tasks
    clock: Clock


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
        case Refuse(reason):
            if submission.token:
                ports.tasks.fail(submission.token, error=ERROR, cause=reason)
            return Outcome.REFUSED
        case Repeat(state):
            if situation.analysis is not None and state.tokens != situation.analysis.tokens:
                state = ports.analyses.save(state)
            conclude(state, samples=ports.samples, tasks=ports.tasks)
            return Outcome.REPEATED
        case Begin(sample, intent):
            return _begin(sample, intent, ports)
        case Recover(sample, intent):
            return _recover(sample, intent, ports)


def _begin(sample: SampleState, intent: AnalysisState, ports: Submitting) -> Outcome:
    analysis, job = _prepare(sample, intent, ports)
    if job.outputs and all(ports.objects.written_at(uri) for uri in job.outputs):
        return _skip(intent, job, ports)
    if analysis.policy.complete_when is CompleteWhen.OUTPUTS:
        ports.awaited.expect(job.outputs, intent.key)
    written = replace(intent, queue=job.queue, outputs=job.outputs, updated_at=intent.submitted_at)
    return _submit(ports.analyses.save(written), job, ports)


def _skip(intent: AnalysisState, job: RenderedJob, ports: Submitting) -> Outcome:
    skipped = replace(
        intent,
        status=AnalysisStatus.SKIPPED,
        outputs=job.outputs,
        reason="all outputs exist",
        updated_at=ports.clock(),
    )
    conclude(ports.analyses.save(skipped), samples=ports.samples, tasks=ports.tasks)
    return Outcome.SKIPPED


def _recover(sample: SampleState, intent: AnalysisState, ports: Submitting) -> Outcome:
    _, job = _prepare(sample, intent, ports)
    first, *others = ports.jobs.find(job) or ("",)
    for job_id in others:
        ports.jobs.terminate(job_id, "batch-relay: submitted twice")
    if not first:
        return _submit(intent, job, ports)
    _record(intent, first, ports)
    return Outcome.SUBMITTED


def _submit(intent: AnalysisState, job: RenderedJob, ports: Submitting) -> Outcome:
    try:
        job_id = ports.jobs.submit(job, intent.attempt_key)
    except RefusedError as error:
        return _fail(intent, str(error), ports)
    _record(intent, job_id, ports)
    return Outcome.SUBMITTED


def _fail(intent: AnalysisState, reason: str, ports: Submitting) -> Outcome:
    failed = replace(intent, status=AnalysisStatus.FAILED, reason=reason, updated_at=ports.clock())
    conclude(ports.analyses.save(failed), samples=ports.samples, tasks=ports.tasks)
    return Outcome.REFUSED


def _record(intent: AnalysisState, job_id: str, ports: Submitting) -> None:
    """Note the job's id, unless an event did: events may be faster than this."""
    submitted = replace(
        intent, status=AnalysisStatus.SUBMITTED, job_id=job_id, updated_at=ports.clock()
    )
    try:
        ports.analyses.save(submitted)
    except ConflictError:
        _record_late(intent, job_id, ports)


def _record_late(intent: AnalysisState, job_id: str, ports: Submitting) -> None:
    now = ports.analyses.get(intent.key)
    if now is None or now.job_id == job_id or now.recorded(job_id):
        return
    if now.attempt_key == intent.attempt_key and now.job_id is None:
        ports.analyses.save(replace(now, job_id=job_id))
    else:
        ports.jobs.terminate(job_id, "batch-relay: superseded")


def _prepare(
    sample: SampleState, intent: AnalysisState, ports: Submitting
) -> tuple[Analysis, RenderedJob]:
    key = intent.key
    workflow = ports.workflows.version(key.run.workflow, intent.version)
    if workflow is None:
        msg = f"workflow {key.run.workflow} has no version {intent.version}"
        raise NotFoundError(msg)
    job = render_analysis(workflow, sample.sample, key.analysis, project=key.run.project)
    name = job_name(key.run.workflow, key.sample, job.definition, identity=str(intent.attempt_key))
    job = with_resources(replace(job, name=name), queue=intent.queue, memory=intent.memory)
    return workflow.analyses[key.analysis], job
