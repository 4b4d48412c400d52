"""What must hold of arrays: only what failed is run again, and all succeed in the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from batch_relay.domain.arrays import unpack
from batch_relay.domain.attempts import AnalysisState, Attempt
from batch_relay.domain.statuses import JobStatus
from tests.simulation.jobs import Job
from tests.simulation.violation import BrokenRuleError, Rule

# After these, nobody knows which index is at fault, or which had succeeded.
_UNKNOWN = {"outputs missing", "forgotten by AWS Batch"}


@dataclass
class ArrayRules:
    """Remembers the jobs of arrays, by id."""

    jobs: dict[str, Job] = field(default_factory=dict[str, Job])

    def on_submission(self, job: Job, state: AnalysisState | None) -> None:
        if not job.rendered.indices:
            return
        self.jobs[job.change.job_id] = job
        earlier = (
            [past for past in state.tried if past.number < job.attempt.number] if state else []
        )
        twice = self._succeeded(_since_unknown(earlier)) & {*unpack(job.rendered.indices)}
        if twice:
            said = f"{job.attempt} runs {sorted(twice)} again, which had succeeded"
            raise BrokenRuleError(Rule.ONLY_WHAT_FAILED, said)

    def on_completion(self, now: AnalysisState, size: int) -> None:
        """Every index succeeded once, unless Batch forgot the last job before we asked."""
        last = self.jobs.get(now.history[-1].job_id or "") if now.history else None
        if last is None or last.change.status is not JobStatus.SUCCEEDED:
            return
        if lacking := {*range(size)} - self._succeeded(now.history):
            said = f"{now.key} is complete without {sorted(lacking)}"
            raise BrokenRuleError(Rule.ONLY_WHAT_FAILED, said)

    def _succeeded(self, attempts: Iterable[Attempt]) -> set[int]:
        jobs = (self.jobs.get(past.job_id or "") for past in attempts)
        return {index for job in jobs if job for index in job.succeeded}


def _since_unknown(attempts: list[Attempt]) -> list[Attempt]:
    """Return the attempts after the last one that told nothing of its indices."""
    told = [number for number, past in enumerate(attempts, 1) if past.rule in _UNKNOWN]
    return attempts[told[-1] :] if told else attempts
