"""Find what no event told: look at what has been quiet for long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from batch_relay.domain.attempts import AnalysisState, JobChange
from batch_relay.domain.failure_rules import GONE
from batch_relay.domain.messages import Submission
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.statuses import JobStatus, SampleStatus
from batch_relay.services.conclude import conclude
from batch_relay.services.ports import Executions, Runs
from batch_relay.services.record_job_change import Outcome, Recording, record_job_change


class Repair(StrEnum):
    """What was put right; each is a metric."""

    RESUBMISSION_SENT = "ResubmissionSent"
    EXECUTION_STARTED = "ExecutionStarted"
    END_TOLD = "EndTold"
    JOB_CHANGE_FOUND = "JobChangeFound"
    JOB_GONE = "JobGone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeping:
    """The ports that a sweep needs; `recording` is what repairs go through."""

    runs: Runs
    executions: Executions
    recording: Recording


def reconcile(stale_after: timedelta, *, ports: Sweeping) -> Iterator[Repair]:
    """Look at every running sample with no news for `stale_after`; yield each repair.

    Repairs go through the same use cases as events, so a sweep that runs
    twice, or beside the event it missed, changes nothing twice.
    """
    for run in ports.runs.all():
        for sample in _quiet(run, stale_after, ports):
            yield from _look(sample, stale_after, ports)


def _quiet(run: RunKey, stale_after: timedelta, ports: Sweeping) -> Iterator[SampleState]:
    before = ports.recording.clock() - stale_after
    after: str | None = None
    while True:
        page = ports.recording.samples.list(run, status=SampleStatus.RUNNING, after=after)
        yield from (sample for sample in page.items if sample.updated_at <= before)
        after = page.next
        if after is None:
            return


def _look(sample: SampleState, stale_after: timedelta, ports: Sweeping) -> Iterator[Repair]:
    known = ports.recording.analyses.list(sample.run, sample.sample.name)
    begun = [state for state in known if state.generation == sample.generation]
    if not begun:
        ports.executions.start(sample)
        yield Repair.EXECUTION_STARTED
    elif begun[-1].updated_at <= ports.recording.clock() - stale_after:
        yield from _put_right(begun[-1], ports.recording)


def _put_right(state: AnalysisState, ports: Recording) -> Iterator[Repair]:
    if state.status.is_final:
        conclude(state, samples=ports.samples, tasks=ports.tasks)
        yield Repair.END_TOLD
    elif state.job_id is None:
        ports.submit_queue.send(Submission(attempt=state.attempt_key))
        yield Repair.RESUBMISSION_SENT
    else:
        yield from _ask(state, state.job_id, ports)


def _ask(state: AnalysisState, job_id: str, ports: Recording) -> Iterator[Repair]:
    known = ports.jobs.describe([job_id])
    change = known[0] if known else _gone(state, job_id, ports)
    if record_job_change(change, ports=ports) is not Outcome.IGNORED:
        yield Repair.JOB_CHANGE_FOUND if known else Repair.JOB_GONE


def _gone(state: AnalysisState, job_id: str, ports: Recording) -> JobChange:
    """Return what a job that Batch forgot means: its outputs tell whether it succeeded."""
    found = [ports.objects.written_at(uri) for uri in state.outputs]
    done = bool(found) and all(at is not None for at in found)
    return JobChange(
        attempt=state.attempt_key,
        job_id=job_id,
        status=JobStatus.SUCCEEDED if done else JobStatus.FAILED,
        at=ports.clock(),
        container_reason="" if done else GONE,
    )
