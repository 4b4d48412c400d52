"""What must hold at every step; docs/simulation.md lists the rules by letter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from batch_relay.domain.attempts import AnalysisKey, AnalysisState
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.statuses import AnalysisStatus
from tests.simulation.batch import Job
from tests.simulation.timeline import Timeline
from tests.simulation.violation import Violation

# The order in which a job can be seen; other statuses are not its own.
_ORDER = {
    status: rank
    for rank, status in enumerate(
        (
            AnalysisStatus.SUBMITTING,
            AnalysisStatus.SUBMITTED,
            AnalysisStatus.PENDING,
            AnalysisStatus.RUNNABLE,
            AnalysisStatus.STARTING,
            AnalysisStatus.RUNNING,
            AnalysisStatus.SUCCEEDED,
        )
    )
}
_SWEEPS = 2


@dataclass
class Rules:
    """Watches every job and every write of an analysis.

    `completed` holds all (analysis, generation) that ever were complete; `doubled`
    those with two live jobs, since when, and how many sweeps saw them.
    """

    workflow: Workflow
    objects: dict[str, object]
    timeline: Timeline
    stale_after: float
    completed: set[tuple[AnalysisKey, int]] = field(default_factory=set[tuple[AnalysisKey, int]])
    _live: defaultdict[tuple[AnalysisKey, int], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )
    _doubled: dict[tuple[AnalysisKey, int], tuple[float, int]] = field(
        default_factory=dict[tuple[AnalysisKey, int], tuple[float, int]]
    )

    def on_job(self, job: Job) -> None:
        attempt = job.attempt
        which = (attempt.key, attempt.generation)
        live = self._live[which]
        if not job.is_live:
            live.discard(job.change.job_id)
            if len(live) < 2:
                self._doubled.pop(which, None)
            return
        if job.change.job_id not in live:
            live.add(job.change.job_id)
            self._on_submission(job)
        if len(live) > 1:
            self._doubled.setdefault(which, (self.timeline.now, 0))

    def _on_submission(self, job: Job) -> None:
        attempt = job.attempt
        index = attempt.key.analysis
        before = AnalysisKey(run=attempt.key.run, sample=attempt.key.sample, analysis=index - 1)
        if index and (before, attempt.generation) not in self.completed:
            raise Violation("c", f"{attempt} starts before analysis {index - 1} is complete")
        budget = self.workflow.analyses[index].policy.attempts
        if attempt.number > budget:
            raise Violation("j", f"{attempt} is one more than {budget} attempts")

    def on_analysis(self, before: AnalysisState | None, now: AnalysisState) -> None:
        self.timeline.tell("table", f"{now.attempt_key} is {now.status}", now.job_id or "", now.reason)
        if before and before.attempt_key == now.attempt_key:
            self._check_direction(before, now)
        if now.status.is_complete:
            missing = [uri for uri in now.outputs if uri not in self.objects]
            if missing:
                raise Violation("d", f"{now.key} is {now.status} without {missing}")
            self.completed.add((now.key, now.generation))

    def _check_direction(self, before: AnalysisState, now: AnalysisState) -> None:
        was, is_ = _ORDER.get(before.status), _ORDER.get(now.status)
        back = was is not None and is_ is not None and is_ < was
        if back or (before.status.is_final and now.status is not before.status):
            raise Violation("k", f"{now.attempt_key} moves from {before.status} to {now.status}")

    def on_sweep(self) -> None:
        """Count a sweep that ended for every pair of jobs that it should have seen."""
        for which, (since, seen) in self._doubled.items():
            if self.timeline.now - since >= self.stale_after:
                self._doubled[which] = (since, seen + 1)
                if seen + 1 > _SWEEPS:
                    jobs = ", ".join(sorted(self._live[which]))
                    raise Violation("a", f"{jobs} of {which} are live since {since:.0f} s")


def recorded_jobs(states: Iterable[AnalysisState]) -> set[str]:
    """Return the jobs that an attempt knows, ended or not."""
    known: set[str] = set()
    for state in states:
        known.update(past.job_id for past in state.history if past.job_id)
        if state.job_id:
            known.add(state.job_id)
    return known
