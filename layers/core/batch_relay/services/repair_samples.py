"""Put right samples that have been quiet for long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from batch_relay.domain.attempts import AnalysisState, JobChange
from batch_relay.domain.failure_rules import GONE
from batch_relay.domain.messages import Stop, Submission
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from batch_relay.services.conclude import conclude
from batch_relay.services.ports import Executions, SteerQueue
from batch_relay.services.record_job_change import record_job_change
from batch_relay.services.record_output import Outcome as Found
from batch_relay.services.record_output import Watching, record_output
from batch_relay.services.recording import Outcome, Recording
from batch_relay.services.repairs import Repair, Repaired, unless_put_off
from batch_relay.services.steer_samples import CANCELLED

# What Batch is asked about: the analysis that has a job, and its sample.
_Asked: TypeAlias = tuple[SampleState, AnalysisState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairing:
    """The ports that repairing samples needs."""

    executions: Executions
    steering: SteerQueue
    watching: Watching
    recording: Recording


def repair_samples(
    run: Run, samples: Sequence[SampleState], *, before: datetime, ports: Repairing
) -> Iterator[Repaired]:
    """Put right what of these samples had no news since `before`; 100 jobs to a question."""
    asked: list[_Asked] = []
    for sample in samples:
        looked = _look(run, sample, before, asked, ports)
        yield from _unless_put_off(looked, sample)
    yield from _ask(asked, ports)


def _look(
    run: Run,
    sample: SampleState,
    before: datetime,
    asked: list[_Asked],
    ports: Repairing,
) -> Iterator[Repaired]:
    current = _current(sample, ports)
    ending = current is not None and current.status is AnalysisStatus.CANCELLING
    if (run.cancelled >= sample.generation or sample.status.is_ending) and not ending:
        yield from _cancel(run, sample, ports)
    elif current is None:
        yield from _start(sample, ports)
    elif current.quiet_since <= before:
        yield from _put_right(run, sample, current, ports)
        asked += [(sample, current)] if current.job_id and not current.status.is_final else []


def _cancel(run: Run, sample: SampleState, ports: Repairing) -> Iterator[Repaired]:
    reason = sample.reason if sample.status.is_ending else run.reason
    stop = Stop(
        run=run.key,
        generation=sample.generation,
        samples=(sample.sample.name,),
        reason=reason.removeprefix(CANCELLED),
        correlation_id=sample.correlation_id,
    )
    ports.steering.send([stop])
    yield _repaired(Repair.CANCEL_SENT, sample, reason)


def _current(sample: SampleState, ports: Repairing) -> AnalysisState | None:
    known = ports.recording.analyses.list(sample.run, sample.sample.name)
    begun = [state for state in known if state.generation == sample.generation]
    return begun[-1] if begun else None


def _start(sample: SampleState, ports: Repairing) -> Iterator[Repaired]:
    if ports.executions.ensure(sample):
        yield _repaired(Repair.EXECUTION_STARTED, sample, "no execution was at work")


def _put_right(
    run: Run, sample: SampleState, current: AnalysisState, ports: Repairing
) -> Iterator[Repaired]:
    recording = ports.recording
    if current.status.is_final:
        # Analyses of an earlier version don't know whether they are the last.
        known = replace(current, last=current.key.analysis + 1 == sample.analyses)
        if conclude(known, samples=recording.samples, tasks=recording.tasks):
            said = f"analysis {current.key.analysis + 1} is {current.status}: {current.reason}"
            yield _repaired(Repair.END_TOLD, sample, said)
        yield from _start(sample, ports)
    elif current.job_id is None and not (run.holds and current.status.is_waiting):
        attempt = current.attempt_key
        submission = Submission(attempt=attempt, correlation_id=sample.correlation_id)
        recording.submit_queue.send(submission)
        said = f"{attempt} is {current.status}, without a job"
        yield _repaired(Repair.SUBMISSION_SENT, sample, said)


def _repaired(kind: Repair, sample: SampleState, reason: str) -> Repaired:
    return Repaired(
        kind=kind,
        run=sample.run,
        sample=sample.sample.name,
        reason=reason,
        correlation_id=sample.correlation_id,
    )


def _unless_put_off(repairs: Iterator[Repaired], sample: SampleState) -> Iterator[Repaired]:
    return unless_put_off(
        repairs,
        run=sample.run,
        sample=sample.sample.name,
        correlation_id=sample.correlation_id,
    )


def _ask(asked: Sequence[_Asked], ports: Repairing) -> Iterator[Repaired]:
    """Ask Batch about the jobs, and S3 about the outputs of those that go on."""
    job_ids = [state.job_id for _, state in asked if state.job_id]
    known = {change.job_id: change for change in ports.recording.jobs.describe(job_ids)}
    for sample, state in asked:
        learned = _learn(sample, state, known.get(state.job_id or ""), ports)
        yield from _unless_put_off(learned, sample)


def _learn(
    sample: SampleState, state: AnalysisState, change: JobChange | None, ports: Repairing
) -> Iterator[Repaired]:
    recording = ports.recording
    if change is None:
        gone = replace(_gone(state, recording), correlation_id=sample.correlation_id)
        record_job_change(gone, ports=recording)
        yield _repaired(Repair.JOB_GONE, sample, f"{state.job_id} is forgotten")
        return
    blocked = recording.jobs.blocked_children(change) if change.runnable else ()
    learned = [repair for one in (change, *blocked) if (repair := _take_in(one, sample, recording))]
    yield from learned
    if not learned and _outputs_are_there(state, ports.watching):
        said = f"all outputs of {state.attempt_key} are there"
        yield _repaired(Repair.OUTPUTS_FOUND, sample, said)


def _take_in(change: JobChange, sample: SampleState, ports: Recording) -> Repaired | None:
    outcome = record_job_change(change, ports=ports)
    if outcome is Outcome.IGNORED:
        return None
    kind = Repair.JOB_BLOCKED if outcome is Outcome.TOLD else Repair.JOB_CHANGE_FOUND
    return _repaired(kind, sample, f"{change.job_id} is {change.status}: {change.reason}")


def _outputs_are_there(state: AnalysisState, ports: Watching) -> bool:
    if not state.outputs or not state.status.is_live:
        return False
    written_at = ports.objects.written_at(state.outputs[0])
    if written_at is None:
        return False
    return record_output(state.outputs[0], written_at, ports=ports) is Found.COMPLETED


def _gone(state: AnalysisState, ports: Recording) -> JobChange:
    """Return what a job that Batch forgot means: its outputs tell whether it succeeded."""
    found = [state.counts(ports.objects.written_at(uri)) for uri in state.outputs]
    done = bool(found) and all(found)
    return JobChange(
        attempt=state.attempt_key,
        job_id=state.job_id or "",
        status=JobStatus.SUCCEEDED if done else JobStatus.FAILED,
        at=ports.clock(),
        container_reason="" if done else GONE,
    )
