"""AWS's services in memory: they remember what they were told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from batch_relay.domain.attempts import AttemptKey, JobChange
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.messages import (
    Release,
    StartPart,
    Stop,
    Submission,
)
from batch_relay.domain.notices import Notice
from batch_relay.domain.runs import RunKey, SampleState
from batch_relay.domain.statuses import JobStatus
from batch_relay.services.ports import Execution, Page


@dataclass
class MemoryObjects:
    """Objects, by URI, with the time they were written."""

    objects: dict[str, datetime] = field(default_factory=dict[str, datetime])

    def written_at(self, uri: str) -> datetime | None:
        """Return when the object was last written, None if it is not there."""
        return self.objects.get(uri)

    def listed(self, uris: Sequence[str]) -> Mapping[str, datetime | None]:
        """Return when each was last written: nothing costs anything here."""
        return {uri: self.objects.get(uri) for uri in uris}


@dataclass
class MemorySubmitQueue:
    """Submissions, each with its delay."""

    sent: list[tuple[Submission, int]] = field(default_factory=list[tuple[Submission, int]])

    def send(self, submission: Submission, *, delay: int = 0) -> None:
        """Queue a submission, after `delay` seconds."""
        self.sent.append((submission, delay))


@dataclass
class MemoryStartQueue:
    """Parts to start, kept and sent."""

    sent: list[StartPart] = field(default_factory=list[StartPart])
    kept: dict[str, tuple[StartPart, ...]] = field(default_factory=dict[str, tuple[StartPart, ...]])

    def keep(self, run: RunKey, parts: Iterable[StartPart]) -> str:
        """Store what is to be queued; return its key, the same for the same parts."""
        kept = tuple(parts)
        key = f"{run.project}/{run.workflow}/{sha256(repr(kept).encode()).hexdigest()}"
        self.kept[key] = kept
        return key

    def send(self, kept: str) -> None:
        """Queue all that is kept under the key; a repeated part is harmless."""
        self.sent.extend(self.kept[kept])


@dataclass
class MemorySteerQueue:
    """Parts to stop or release, and the delay of each."""

    sent: list[Stop | Release] = field(default_factory=list[Stop | Release])
    delays: list[int] = field(default_factory=list[int])

    def send(self, parts: Sequence[Stop | Release], *, delay: int = 0) -> None:
        """Queue the parts, after `delay` seconds; a repeated part is harmless."""
        self.sent.extend(parts)
        self.delays.extend([delay] * len(parts))


@dataclass
class MemoryTasks:
    """Answers by token: None for success, else the cause; only the first counts."""

    answers: dict[str, str | None] = field(default_factory=dict[str, str | None])

    def succeed(self, token: str) -> bool:
        """Let the sample's execution go on; False for a spent token."""
        return self._answer(token, None)

    def fail(self, token: str, *, error: str, cause: str) -> bool:
        """Let the sample's execution fail with `cause`; False for a spent token."""
        return self._answer(token, f"{error}: {cause}")

    def _answer(self, token: str, answer: str | None) -> bool:
        waited = token not in self.answers
        self.answers.setdefault(token, answer)
        return waited


@dataclass
class MemoryExecutions:
    """Started executions, by run, sample and generation; those that `ended` by themselves."""

    started: dict[tuple[RunKey, str, int], SampleState] = field(
        default_factory=dict[tuple[RunKey, str, int], SampleState]
    )
    ended: set[tuple[RunKey, str, int]] = field(default_factory=set[tuple[RunKey, str, int]])

    def start(self, state: SampleState) -> None:
        """Start the sample's execution; one that was started already is left alone."""
        self.started.setdefault((state.run, state.sample.name, state.generation), state)

    def ensure(self, state: SampleState) -> bool:
        """See that the sample has an execution at work; whether one had to be started."""
        name = (state.run, state.sample.name, state.generation)
        if name in self.started and name not in self.ended:
            return False
        self.ended.discard(name)
        self.start(state)
        return True

    def at_work(self, *, after: str | None = None) -> Page[Execution]:
        """Return what is at work, in one page."""
        left = [name for name in self.started if name not in self.ended and not after]
        return Page(
            items=tuple(
                Execution(
                    name=f"{run}/{sample}/{generation}",
                    run=run,
                    sample=sample,
                    generation=generation,
                )
                for run, sample, generation in left
            )
        )

    def stop(self, execution: Execution, *, cause: str) -> None:
        """End an execution; one that has ended stays as it is."""
        del cause
        self.ended.add((execution.run, execution.sample, execution.generation))


@dataclass
class MemoryJobs:
    """Batch jobs that stay SUBMITTED until somebody says otherwise."""

    jobs: dict[str, tuple[RenderedJob, JobChange]] = field(
        default_factory=dict[str, tuple[RenderedJob, JobChange]]
    )
    made: dict[str, datetime] = field(default_factory=dict[str, datetime])
    children: dict[str, list[JobChange]] = field(default_factory=dict[str, list[JobChange]])

    def submit(self, job: RenderedJob, attempt: AttemptKey) -> str:
        """Submit a job that carries the attempt's identity; return its id."""
        job_id = f"job-{len(self.jobs) + 1}"
        change = JobChange(
            attempt=attempt,
            job_id=job_id,
            status=JobStatus.SUBMITTED,
            at=datetime.fromtimestamp(len(self.jobs), UTC),
            correlation_id=job.correlation_id,
        )
        self.jobs[job_id] = (job, change)
        self.made[job_id] = change.at
        self.children[job_id] = [
            replace(change, job_id=f"{job_id}:{index}", index=index)
            for index in range(job.array_size if job.array_size > 1 else 0)
        ]
        return job_id

    def find(self, job: RenderedJob) -> tuple[str, ...]:
        """Return the ids of jobs by that name in that queue, oldest first."""
        wanted = (job.queue, job.name)
        return tuple(
            job_id for job_id, (one, _) in self.jobs.items() if (one.queue, one.name) == wanted
        )

    def made_between(
        self, queue: str, *, since: datetime, before: datetime
    ) -> Mapping[str, datetime]:
        """Return when the jobs of the queue, anybody's, were made in that time that go on."""
        return {
            job_id: self.made[job_id]
            for job_id, (job, change) in self.jobs.items()
            if job.queue == queue and since <= self.made[job_id] <= before
            if not change.status.is_final
        }

    def describe(self, job_ids: Sequence[str]) -> tuple[JobChange, ...]:
        """Return what Batch still knows of these jobs."""
        return tuple(self.jobs[job_id][1] for job_id in job_ids if job_id in self.jobs)

    def ended_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return how an array's jobs ended, each with its index."""
        children = self.children.get(array.job_id, ())
        return tuple(one for one in children if one.status.is_final)

    def blocked_children(self, array: JobChange) -> tuple[JobChange, ...]:
        """Return the jobs of an array that hold up their queue."""
        return tuple(one for one in self.children.get(array.job_id, ()) if one.blocked)

    def fail_child(self, job_id: str, index: int, **told: Any) -> None:  # noqa: ANN401
        """Let a job of an array fail; `told` is what is said of it."""
        child = replace(self.children[job_id][index], status=JobStatus.FAILED, **told)
        self.children[job_id][index] = child

    def terminate(self, job_id: str, reason: str) -> None:
        """End a job wherever it stands; one that ended is left alone."""
        array, _, place = job_id.partition(":")
        for index, child in enumerate(self.children[array]):
            if place in {"", f"{index}"} and not child.status.is_final:
                self.fail_child(array, index, status_reason=reason, blocked=False)
        job, change = self.jobs[array]
        if not place and not change.status.is_final:
            ended = replace(change, status=JobStatus.FAILED, status_reason=reason)
            self.jobs[job_id] = (job, ended)


@dataclass
class MemoryNotices:
    """What was told."""

    told: list[Notice] = field(default_factory=list[Notice])

    def tell(self, notices: Sequence[Notice]) -> None:
        """Tell them, each at least once."""
        self.told.extend(notices)
