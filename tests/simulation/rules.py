"""What must hold at every step; docs/simulation.md lists the rules by letter."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from batch_relay.domain.attempts import AnalysisKey, AnalysisState, AttemptKey
from batch_relay.domain.definitions import Analysis, Workflow
from batch_relay.domain.failure_classes import Budget
from batch_relay.domain.runs import Run, RunKey, SampleState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.simulation.array_rules import ArrayRules
from tests.simulation.endings import BUDGETS, LIMITS
from tests.simulation.functions import TIMEOUT
from tests.simulation.jobs import Job
from tests.simulation.timeline import Timeline
from tests.simulation.violation import BrokenRuleError, Rule

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
# How the reason of a job begins that we ended ourselves, and the one for which it may fail then.
_OURS, _HOPELESS = "batch-relay: ", "fits no instance"
# A sweep looks, the next one finds what the first one left.
_SWEEPS = 2

Which: TypeAlias = tuple[AnalysisKey, int]


@dataclass
class Rules:
    """Watches every job, and every write of runs, samples and analyses.

    `workflows` are the run's and its summary's, `named` is how many samples one start of
    each run has named at most.
    An analysis is told with its generation. `completed` holds those that ever were
    complete, `_stopped` since when samples may submit nothing, `_over` which of
    them were cancelled or failed, `_wrong` since when, and for how many sweeps, jobs live that
    should not.
    """

    workflows: Mapping[str, Workflow]
    objects: dict[str, datetime]
    timeline: Timeline
    stale_after: float
    completed: set[Which] = field(default_factory=set[Which])
    named: Counter[RunKey] = field(default_factory=Counter[RunKey])
    _states: dict[AnalysisKey, AnalysisState] = field(
        default_factory=dict[AnalysisKey, AnalysisState]
    )
    _submitted: set[AttemptKey] = field(default_factory=set[AttemptKey])
    _live: defaultdict[Which, set[str]] = field(default_factory=lambda: defaultdict(set))
    _stopped: dict[tuple[str, int], float] = field(default_factory=dict[tuple[str, int], float])
    _arrays: ArrayRules = field(default_factory=ArrayRules)
    _over: dict[tuple[str, int], SampleStatus] = field(
        default_factory=dict[tuple[str, int], SampleStatus]
    )
    _run_cancelled: dict[tuple[RunKey, int], float] = field(
        default_factory=dict[tuple[RunKey, int], float]
    )
    _wrong: dict[tuple[Rule, Which], tuple[float, int]] = field(
        default_factory=dict[tuple[Rule, Which], tuple[float, int]]
    )

    def on_job(self, job: Job) -> None:
        attempt = job.attempt
        live = self._live[attempt.key, attempt.generation]
        if not job.is_live:
            live.discard(job.change.job_id)
        elif job.change.job_id not in live:
            live.add(job.change.job_id)
            self._check_once(attempt)
            self._on_submission(attempt)
            self._arrays.on_submission(job, self._states.get(attempt.key))

    def _check_once(self, attempt: AttemptKey) -> None:
        if attempt in self._submitted:
            raise BrokenRuleError(Rule.ONE_LIVE_JOB, f"{attempt} is submitted again")
        self._submitted.add(attempt)

    def _on_submission(self, attempt: AttemptKey) -> None:
        index = attempt.key.analysis
        before = AnalysisKey(run=attempt.key.run, sample=attempt.key.sample, analysis=index - 1)
        if index and (before, attempt.generation) not in self.completed:
            raise BrokenRuleError(
                Rule.IN_ORDER, f"{attempt} starts before analysis {index - 1} is complete"
            )
        self._check_budget(attempt)
        self._check_wanted(attempt)

    def _check_budget(self, attempt: AttemptKey) -> None:
        policy = self._analysis(attempt.key).policy
        if attempt.number > policy.most_attempts:
            raise BrokenRuleError(
                Rule.BUDGETS_HOLD, f"{attempt} is one more than {policy.most_attempts} attempts"
            )
        state = self._states.get(attempt.key)
        past = [one.rule for one in state.tried if one.number < attempt.number] if state else []
        spent = Counter(BUDGETS.get(rule) for rule in past)
        over = [of for of in Budget if spent[of] > policy.resubmissions(of)]
        over_limits = [row for row, limit in LIMITS.items() if past.count(row) > limit]
        if cured := [row for row in past if row not in BUDGETS]:
            raise BrokenRuleError(Rule.BUDGETS_HOLD, f"{attempt} follows {cured[0]}")
        if over or over_limits:
            said = f"{attempt} follows too many failures of {', '.join([*over, *over_limits])}"
            raise BrokenRuleError(Rule.BUDGETS_HOLD, said)

    def _check_wanted(self, attempt: AttemptKey) -> None:
        """Nothing is submitted once every function that had looked before has ended."""
        stopped = self._stopped.get((attempt.key.sample, attempt.generation), self.timeline.now)
        generation = (attempt.key.run, attempt.generation)
        cancelled = self._run_cancelled.get(generation, self.timeline.now)
        if self.timeline.now > min(stopped, cancelled) + TIMEOUT:
            raise BrokenRuleError(
                Rule.CANCELLED_IS_OVER, f"{attempt} is submitted, but was stopped long ago"
            )

    def on_run(self, before: Run | None, now: Run) -> None:
        self.named[now.key] = max(self.named[now.key], *now.expected.values())
        was = before.cancelled if before else 0
        for generation in range(was + 1, now.cancelled + 1):
            self._run_cancelled[now.key, generation] = self.timeline.now

    def on_sample(self, before: SampleState | None, now: SampleState) -> None:
        if before is None or (before.generation, before.status) != (now.generation, now.status):
            said = f"sample {now.sample.name}/{now.generation} is {now.status}"
            self.timeline.tell("table", said, now.reason)
        if now.status is not SampleStatus.RUNNING:
            # A generation that had left it to go on in an older one is over with that.
            for generation in now.asked:
                self._stopped.setdefault((now.sample.name, generation), self.timeline.now)
        if now.status in {SampleStatus.CANCELLED, SampleStatus.FAILED}:
            self._over[now.sample.name, now.generation] = now.status

    def on_analysis(self, before: AnalysisState | None, now: AnalysisState) -> None:
        said = f"{now.attempt_key} is {now.status}"
        self.timeline.tell("table", said, now.job_id or "", now.reason)
        if before and before.attempt_key == now.attempt_key:
            _check_direction(before, now)
        self._states[now.key] = now
        if now.status is AnalysisStatus.FAILED and _ended_by_us(before, now):
            said = f"{now.attempt_key} failed, for we ended its job: {now.reason}"
            raise BrokenRuleError(Rule.NOT_BY_OUR_HAND, said)
        if now.status.is_complete:
            self._check_outputs(now)
            size = self._analysis(now.key).array_size
            self._arrays.on_completion(now, int(size or 0))
            self.completed.add((now.key, now.generation))

    def _analysis(self, key: AnalysisKey) -> Analysis:
        return self.workflows[key.run.workflow].analyses[key.analysis]

    def _check_outputs(self, now: AnalysisState) -> None:
        missing = [uri for uri in now.outputs if not now.counts(self.objects.get(uri))]
        if missing:
            raise BrokenRuleError(
                Rule.OUTPUTS_EXIST, f"{now.key} is {now.status} without {missing}"
            )

    def on_sweep(self) -> None:
        """Count a whole sweep against all jobs that should not be; they had their time."""
        now = self.timeline.now
        wrong = {one: self._wrong.get(one, (now, 0)) for one in self._offences()}
        for one, (since, sweeps) in wrong.items():
            if now - since > self.stale_after:
                wrong[one] = (since, sweeps + 1)
            if sweeps >= _SWEEPS:
                rule, which = one
                jobs = ", ".join(sorted(self._live[which]))
                raise BrokenRuleError(rule, f"{jobs} of {which} live since {since:.0f} s")
        self._wrong = wrong

    def _offences(self) -> Iterator[tuple[Rule, Which]]:
        alive = [which for which, live in self._live.items() if live]
        newest = dict(sorted(alive))
        for which in alive:
            key, generation = which
            if len(self._live[which]) > 1 or generation < newest[key]:
                yield Rule.ONE_LIVE_JOB, which
            end = self._over.get((key.sample, generation))
            # What is complete may come to its end beside what failed.
            if end is SampleStatus.CANCELLED or (end and which not in self.completed):
                yield Rule.CANCELLED_IS_OVER, which


def _ended_by_us(before: AnalysisState | None, now: AnalysisState) -> bool:
    known = before.history if before else ()
    ended = now.history[len(known) :]
    return any(past.reason.startswith(_OURS) and past.rule != _HOPELESS for past in ended)


def _check_direction(before: AnalysisState, now: AnalysisState) -> None:
    was, is_ = _ORDER.get(before.status), _ORDER.get(now.status)
    back = was is not None and is_ is not None and is_ < was
    if back or (before.status.is_final and now.status is not before.status):
        raise BrokenRuleError(
            Rule.NEVER_BACK, f"{now.attempt_key} moves from {before.status} to {now.status}"
        )
