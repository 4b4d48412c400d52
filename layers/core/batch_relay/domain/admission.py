"""Whether a message of the submit queue may become a job."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.messages import Submission
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that decides, read at one time."""

    run: Run | None
    sample: SampleState | None
    analysis: AnalysisState | None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nobody wants this any more: its generation, run or sample ended."""

    reason: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Write this intent, then submit."""

    sample: SampleState
    intent: AnalysisState


@dataclass(frozen=True, slots=True)
class Recover:
    """The intent was written before; its job may or may not exist."""

    sample: SampleState
    intent: AnalysisState


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeated message: the attempt went its way; `state` has the message's token."""

    state: AnalysisState


Verdict: TypeAlias = Refuse | Begin | Recover | Repeat


def admit(situation: Situation, submission: Submission, *, now: datetime) -> Verdict:
    """Decide about a message that may be new, repeated, late or out of order."""
    sample, known = situation.sample, situation.analysis
    reason = _refusal(situation, submission.attempt.generation)
    if sample is None or reason:
        return Refuse(reason or "the sample is unknown")
    if known is None or known.generation < submission.attempt.generation:
        return Begin(sample, _first(sample, known, submission, now))
    state = _awaited(known, submission.token)
    if state.attempt != submission.attempt.number:
        return Repeat(state)
    if state.status is AnalysisStatus.RESUBMITTING:
        return Begin(sample, replace(state, status=AnalysisStatus.SUBMITTING, submitted_at=now))
    if state.status is AnalysisStatus.SUBMITTING and state.job_id is None:
        return Recover(sample, state)
    return Repeat(state)


def _refusal(situation: Situation, generation: int) -> str:
    run, sample = situation.run, situation.sample
    if run is None or sample is None:
        return "the run or the sample is unknown"
    if run.cancelled >= generation:
        return "the run was cancelled"
    if sample.generation != generation:
        return f"generation {generation} was superseded by {sample.generation}"
    if sample.status is not SampleStatus.RUNNING:
        return f"the sample is {sample.status}: {sample.reason}".removesuffix(": ")
    return ""


def _first(
    sample: SampleState, known: AnalysisState | None, submission: Submission, now: datetime
) -> AnalysisState:
    return AnalysisState(
        key=submission.attempt.key,
        generation=submission.attempt.generation,
        version=sample.version,
        status=AnalysisStatus.SUBMITTING,
        attempt=1,
        tokens=(submission.token,) if submission.token else (),
        updated_at=now,
        submitted_at=now,
        history=known.history if known else (),
        revision=known.revision if known else 0,
    )


def _awaited(known: AnalysisState, token: str | None) -> AnalysisState:
    if token is None or token in known.tokens:
        return known
    return replace(known, tokens=(*known.tokens, token))
