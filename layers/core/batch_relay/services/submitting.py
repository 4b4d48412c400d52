"""What submitting an analysis is made of: its ports, its job, and the note of the job's id."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from batch_relay.domain.arrays import fitting
from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.definitions import CompleteWhen
from batch_relay.domain.errors import ConflictError, NotFoundError
from batch_relay.domain.failure_rules import SUPERSEDED
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.names import job_name
from batch_relay.domain.rendering import render_analysis
from batch_relay.domain.resources import with_resources
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.shares import with_share
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services.policies import refined
from batch_relay.services.ports import (
    Analyses,
    AwaitedOutputs,
    Clock,
    Jobs,
    Objects,
    Runs,
    Samples,
    SubmitQueue,
    Tasks,
    Workflows,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitting:
    """The ports that submitting needs."""

    runs: Runs
    analyses: Analyses
    samples: Samples
    workflows: Workflows
    awaited: AwaitedOutputs
    objects: Objects
    jobs: Jobs
    submit_queue: SubmitQueue
    tasks: Tasks
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A job ready to be submitted; `awaited` are the outputs whose events complete it."""

    job: RenderedJob
    awaited: Sequence[str]


def prepare(run: Run, sample: SampleState, intent: AnalysisState, ports: Submitting) -> Prepared:
    """Render the attempt's job: what its sample asks for, on its attempt's queue and memory."""
    key = intent.key
    workflow = ports.workflows.version(key.run.workflow, intent.version)
    if workflow is None:
        msg = f"workflow {key.run.workflow} has no version {intent.version}"
        raise NotFoundError(msg)
    job = render_analysis(workflow, sample.sample, key.analysis, project=key.run.project)
    name = job_name(key.run.workflow, key.sample, job.definition, identity=str(intent.attempt_key))
    asked = sample.again.apply(
        replace(
            job,
            name=name,
            indices=_indices(job, intent),
            owner=sample.owner,
            correlation_id=sample.correlation_id,
        )
    )
    policy = refined(workflow.analyses[key.analysis], sample)
    by_outputs = policy.complete_when is CompleteWhen.OUTPUTS
    job = with_resources(asked, queue=intent.queue, memory=intent.memory)
    return Prepared(
        job=with_share(job, run, sample.again.priority),
        awaited=job.outputs if by_outputs else (),
    )


def _indices(job: RenderedJob, intent: AnalysisState) -> str:
    """Return what is left of an array, or as much of it as one job can be told."""
    return fitting(intent.indices) or job.indices


def end_former(known: AnalysisState | None, intent: AnalysisState, ports: Submitting) -> None:
    """End the job that goes on in an older generation, as its outputs were complete before it."""
    if known is None or known.generation == intent.generation:
        return
    if known.job_id and not known.recorded(known.job_id):
        ports.jobs.terminate(known.job_id, SUPERSEDED)


def rendered(sample: SampleState, intent: AnalysisState, job: RenderedJob) -> AnalysisState:
    """Return the intent with what its job was rendered to."""
    return replace(
        intent,
        queue=job.queue,
        outputs=job.outputs,
        since=sample.again.since(intent.key.analysis),
        size=job.array_size,
        indices=intent.indices or job.indices,
        updated_at=intent.submitted_at,
    )


def record(intent: AnalysisState, job_id: str, ports: Submitting) -> None:
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
    if now.attempt_key != intent.attempt_key or now.job_id is not None:
        ports.jobs.terminate(job_id, SUPERSEDED)
        return
    ports.analyses.save(replace(now, job_id=job_id))
    if now.status is AnalysisStatus.CANCELLING:
        ports.jobs.terminate(job_id, now.reason)
