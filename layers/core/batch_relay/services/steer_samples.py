"""Cancel samples, or submit what was parked of them."""

from dataclasses import dataclass, replace
from functools import partial

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.messages import Release, Stop, Submission
from batch_relay.domain.runs import SampleState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.conclude import conclude
from batch_relay.services.persist import persist
from batch_relay.services.ports import (
    Analyses,
    Clock,
    Jobs,
    Runs,
    Samples,
    SteerQueue,
    SubmitQueue,
    Tasks,
)

# What a reason starts with when people cancelled; domain/failure_rules.py knows our word.
CANCELLED = "batch-relay: cancelled: "
# How many samples are started a second, and the shortest wait until they were.
_STARTS_A_SECOND = 300
_SHORTEST_WAIT = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """The ports that steering samples needs."""

    runs: Runs
    samples: Samples
    analyses: Analyses
    jobs: Jobs
    submit_queue: SubmitQueue
    steering: SteerQueue
    tasks: Tasks
    clock: Clock


def steer_samples(part: Stop | Release, *, ports: Steering) -> int:
    """Stop or release each sample; return how many.

    SQS delivers at least once: a sample that ended is left as it is, one whose
    end broke off is ended, and a repeated submission is dropped at its door.
    A sample that a start has yet to reach is stopped once it was reached.
    """
    match part:
        case Stop():
            return _stop_all(part, ports)
        case Release():
            return sum(_release(part, name, ports) for name in part.samples)


def _release(part: Release, name: str, ports: Steering) -> bool:
    parked = [
        state
        for state in ports.analyses.list(part.run, name)
        if state.status is AnalysisStatus.PARKED
    ]
    for state in parked:
        submission = Submission(attempt=state.attempt_key, correlation_id=part.correlation_id)
        ports.submit_queue.send(submission)
    return bool(parked)


def _stop_all(part: Stop, ports: Steering) -> int:
    # Looked at first: a sample that is begun after this look is not reached by it.
    run = ports.runs.get(part.run)
    stopped = sum(persist(partial(_stop, part, name, ports)) for name in part.samples)
    if run and part.only is None and part.generation > run.cancelled:
        _wait_for_starts(part, run.reaches(part.generation), ports)
    return stopped


def _wait_for_starts(part: Stop, pending: int, ports: Steering) -> None:
    """Look again at samples that may be among those `pending`, when these should have begun."""
    if pending:
        unreached = tuple(name for name in part.samples if not _is_reached(part, name, ports))
        if unreached:
            delay = max(_SHORTEST_WAIT, pending // _STARTS_A_SECOND)
            ports.steering.send([replace(part, samples=unreached)], delay=delay)


def _is_reached(part: Stop, name: str, ports: Steering) -> bool:
    sample = ports.samples.get(part.run, name)
    return sample is not None and max(sample.asked, default=0) >= part.generation


def _stop(part: Stop, name: str, ports: Steering) -> bool:
    sample = ports.samples.get(part.run, name)
    if sample is None or sample.generation > part.generation or not sample.status.is_live:
        return False
    begun = _begun(sample, ports)
    if part.only and (not begun or begun[-1].status is not part.only):
        return False
    reason = f"{CANCELLED}{part.reason}"
    _mark(sample, SampleStatus.CANCELLING, reason, ports)
    # What was submitted since the first look is seen by the second: the mark is in between.
    begun = _begun(sample, ports)
    _end_leftovers(begun, reason, ports)
    _end(sample, begun[-1] if begun else None, reason, ports)
    return True


def _begun(sample: SampleState, ports: Steering) -> list[AnalysisState]:
    known = ports.analyses.list(sample.run, sample.sample.name)
    return [state for state in known if state.generation == sample.generation]


def _end_leftovers(begun: list[AnalysisState], reason: str, ports: Steering) -> None:
    """End jobs that go on though their outputs were complete before."""
    for state in begun:
        if state.status.is_complete and state.job_id and not state.recorded(state.job_id):
            ports.jobs.terminate(state.job_id, reason)


def _mark(sample: SampleState, status: SampleStatus, reason: str, ports: Steering) -> None:
    ports.samples.stop(
        sample.run,
        sample.sample.name,
        generation=sample.generation,
        status=status,
        reason=reason,
        at=ports.clock(),
    )


def _end(sample: SampleState, current: AnalysisState | None, reason: str, ports: Steering) -> None:
    """End the current analysis: at once if it has no job, else when its job has ended."""
    if current and current.status.is_final:
        conclude(current, samples=ports.samples, tasks=ports.tasks)
    if current is None or current.status.is_final:
        _mark(sample, SampleStatus.CANCELLED, reason, ports)
    elif current.status.is_waiting:
        ended = _saved(current, AnalysisStatus.CANCELLED, reason, ports)
        conclude(ended, samples=ports.samples, tasks=ports.tasks)
    else:
        if current.status is not AnalysisStatus.CANCELLING:
            current = _saved(current, AnalysisStatus.CANCELLING, reason, ports)
        if current.job_id:
            ports.jobs.terminate(current.job_id, reason)


def _saved(
    current: AnalysisState, status: AnalysisStatus, reason: str, ports: Steering
) -> AnalysisState:
    return ports.analyses.save(
        replace(current, status=status, reason=reason, updated_at=ports.clock())
    )
