"""Bugs to plant: each removes one rule that the use cases live by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from batch_relay.adapters.memory import samples as memory_samples
from batch_relay.adapters.memory.analyses import MemoryAnalyses
from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.domain import admission, failures
from batch_relay.domain.admission import Situation
from batch_relay.domain.attempts import AnalysisState, JobChange
from batch_relay.domain.counting import Fold, ItemChange, fold
from batch_relay.domain.failure_classes import Reaction, Rule
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services import (
    count_statuses,
    find_jobs,
    reconcile,
    record_job_change,
    repair_samples,
    start_samples,
    submit_analysis,
    submitting,
)
from batch_relay.services.judge_failure import Judgement
from batch_relay.services.record_job_change import Recording
from tests.simulation.stack import Stack

Mutation: TypeAlias = Callable[[pytest.MonkeyPatch], None]

_save = MemoryAnalyses.save
_begin = MemoryRuns.begin
_put = MemorySamples._put
_refusal = admission.refusal
_record = record_job_change._record
_judge_failure = record_job_change.judge_failure
_guard_ports = Stack._guard_ports


def no_intent(patch: pytest.MonkeyPatch) -> None:
    """SubmitJob is called without a word in the table before."""

    def save(self: MemoryAnalyses, state: AnalysisState) -> AnalysisState:
        return state if state.status is AnalysisStatus.SUBMITTING else _save(self, state)

    patch.setattr(MemoryAnalyses, "save", save)


def intents_of_nobody(patch: pytest.MonkeyPatch) -> None:
    """An intent is taken over while whoever stored it may still be submitting."""
    patch.setattr(admission, "_unsettled", lambda intent, now: 0)


def no_fence_at_the_door(patch: pytest.MonkeyPatch) -> None:
    """Messages of cancelled and older generations are as good as others."""

    def refusal(situation: Situation, generation: int) -> str:
        run = situation.run and replace(situation.run, cancelled=0)
        newest = situation.sample.generation if situation.sample else generation
        return _refusal(replace(situation, run=run), newest)

    patch.setattr(admission, "_is_being_cancelled", lambda situation, generation: False)
    patch.setattr(admission, "refusal", refusal)
    patch.setattr(submit_analysis, "refusal", refusal)


def no_fence_for_events(patch: pytest.MonkeyPatch) -> None:
    """Whatever attempt an event is of, it is taken for the current one's."""

    def record(change: JobChange, ports: Recording) -> record_job_change.Outcome:
        state = ports.analyses.get(change.attempt.key)
        attempt = state.attempt_key if state else change.attempt
        return _record(replace(change, attempt=attempt), ports)

    patch.setattr(record_job_change, "_record", record)
    patch.setattr(record_job_change, "_may_be_its_job", lambda state, change: True)


def whole_array_again(patch: pytest.MonkeyPatch) -> None:
    """An array of which some jobs failed is run again as a whole."""

    def judge(*args: Any, **kwargs: Any) -> Judgement:
        return replace(_judge_failure(*args, **kwargs), left="")

    patch.setattr(record_job_change, "judge_failure", judge)


def trusted_order(patch: pytest.MonkeyPatch) -> None:
    """The last event to come tells where a job stands."""
    patch.setattr(AnalysisStatus, "precedes", lambda self, later: self.is_live)


def starts_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A generation is stored without a word of what it has still to send."""

    def begin(self: MemoryRuns, run: Run) -> None:
        _begin(self, replace(run, unsent={}))

    patch.setattr(MemoryRuns, "begin", begin)


def blocked_by_event_only(patch: pytest.MonkeyPatch) -> None:
    """A job that holds up its queue is dealt with only if an event tells of it."""

    def learn(change: JobChange, *, ports: Recording) -> record_job_change.Outcome:
        return record_job_change.record_job_change(replace(change, blocked=False), ports=ports)

    for sweep in (find_jobs, repair_samples):
        patch.setattr(sweep, "record_job_change", learn)


def summaries_by_event_only(patch: pytest.MonkeyPatch) -> None:
    """A summary is begun only if an event tells that its run has ended."""
    patch.setattr(reconcile, "_summarize", lambda run, ports: iter(()))


def skipped_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A sample that begins again keeps the analyses that it skipped beside their items."""

    def put(self: MemorySamples, state: SampleState, known: SampleState | None) -> None:
        skipped = state.skipped | (known.skipped if known else frozenset())
        _put(self, replace(state, skipped=skipped), known)

    patch.setattr(MemorySamples, "_put", put)


def starts_come_again(patch: pytest.MonkeyPatch) -> None:
    """A start that comes again begins samples that it had left to go on, once they have ended."""

    def comes_anew(state: SampleState, known: SampleState) -> bool:
        return known.generation < state.generation and not known.status.is_live

    patch.setattr(memory_samples, "_comes_anew", comes_anew)


def no_order(patch: pytest.MonkeyPatch) -> None:
    """Whoever asks for an analysis knows that the one before is complete."""
    patch.setattr(admission, "_too_early", lambda situation, submission: "")


def jobs_believed(patch: pytest.MonkeyPatch) -> None:
    """A job that succeeded has written its outputs."""
    patch.setattr(record_job_change, "_missing", lambda state, ports: [])


def no_budget(patch: pytest.MonkeyPatch) -> None:
    """Whatever can be cured is tried again."""

    def refusal(rule: Rule, _history: object, _policy: object) -> str:
        return rule.advice if rule.reaction is Reaction.STOP else ""

    patch.setattr(failures, "refusal", refusal)


def done_again(patch: pytest.MonkeyPatch) -> None:
    """What exists is made again."""
    patch.setattr(start_samples, "_finished", lambda run, wanted, ports: frozenset())
    patch.setattr(submit_analysis, "_is_done", lambda intent, ports: False)


def never_recounted(patch: pytest.MonkeyPatch) -> None:
    """What the stream gave up is nobody's concern."""
    patch.setattr(reconcile, "recount_run", lambda *args, **more: iter(()))


def replays_counted(patch: pytest.MonkeyPatch) -> None:
    """What a batch of the stream holds is new."""

    def count_all(changes: Iterable[ItemChange], *, seen: Mapping[str, int]) -> Fold:
        return fold(changes, seen={})

    patch.setattr(count_statuses, "fold", count_all)


def token_forgotten_first(patch: pytest.MonkeyPatch) -> None:
    """The end is stored without the tokens, which are answered then: once, if at all."""

    def save(self: MemoryAnalyses, state: AnalysisState) -> AnalysisState:
        kept = replace(state, tokens=()) if state.status.is_final else state
        return replace(_save(self, kept), tokens=state.tokens)

    patch.setattr(MemoryAnalyses, "save", save)


def token_answered_first(patch: pytest.MonkeyPatch) -> None:
    """The execution is told of the end before it is stored."""

    def guard_ports(self: Stack) -> None:
        _guard_ports(self)
        analyses, tasks = self.ports["analyses"], self.ports["tasks"]
        save = analyses.save

        def answer_and_save(state: AnalysisState) -> AnalysisState:
            for token in state.tokens if state.status.is_complete else ():
                tasks.succeed(token)
            return save(state)

        analyses.save = answer_and_save

    patch.setattr(Stack, "_guard_ports", guard_ports)


def share_taken_along(patch: pytest.MonkeyPatch) -> None:
    """A job keeps the share of its first queue when it goes to another."""

    def with_share(job: RenderedJob, run: Run, _priority: int | None) -> RenderedJob:
        return replace(job, share=run.key.project)

    patch.setattr(submitting, "with_share", with_share)
