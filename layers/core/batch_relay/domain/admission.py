"""Whether a message of the submit queue may become a job."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final, TypeAlias

from batch_relay.domain.attempts import AnalysisState, Attempt
from batch_relay.domain.messages import Submission
from batch_relay.domain.runs import Run, SampleState
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.terms import Terms

# Seconds; whoever cancels a run stops its samples soon after.
UNTIL_STOPPED: Final = 30
# Seconds; whoever stored an intent was stopped by then (submit_job has 30), and its job is listed.
UNTIL_SETTLED: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that decides, read at one time; `before` is the analysis before this one."""

    run: Run | None
    sample: SampleState | None
    analysis: AnalysisState | None = None
    before: AnalysisState | None = None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nobody wants this any more: its generation, run or sample ended.

    `left` is an intent whose job may exist, and must end.
    """

    reason: str
    left: AnalysisState | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """Write this intent, then submit."""

    run: Run
    sample: SampleState
    intent: AnalysisState


@dataclass(frozen=True, slots=True)
class Recover:
    """The intent was written before, and nobody is at it any more; its job may or may not exist."""

    run: Run
    sample: SampleState
    intent: AnalysisState


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeated message: the attempt went its way; `state` has the message's token."""

    state: AnalysisState


@dataclass(frozen=True, slots=True)
class Park:
    """The run is paused, or past its budget: remember who waits, until it goes on."""

    state: AnalysisState


@dataclass(frozen=True, slots=True)
class Postpone:
    """The attempt's time has not come, or another is submitting it: ask again after `seconds`."""

    seconds: int


Verdict: TypeAlias = Refuse | Park | Postpone | Begin | Recover | Repeat


def admit(situation: Situation, submission: Submission, *, now: datetime) -> Verdict:
    """Decide about a message that may be new, repeated, late or out of order."""
    run, sample, known = situation.run, situation.sample, situation.analysis
    if _is_being_cancelled(situation, submission.attempt.generation):
        return Postpone(UNTIL_STOPPED)
    reason = refusal(situation, submission.attempt.generation) or _too_early(situation, submission)
    if run is None or sample is None or reason:
        return _refused(reason or "the sample is unknown", known, now)
    if known is None or known.generation < submission.attempt.generation:
        return _turn(run, sample, _first(sample, known, submission, now))
    state = _awaited(known, submission.token)
    if state.attempt != submission.attempt.number:
        return Repeat(state)
    return _again(run, sample, state, now)


def _again(run: Run, sample: SampleState, state: AnalysisState, now: datetime) -> Verdict:
    if state.status.is_waiting and state.not_before and state.not_before > now:
        return Postpone(ceil((state.not_before - now).total_seconds()))
    if state.status.is_waiting:
        next_ = replace(state, status=AnalysisStatus.SUBMITTING, submitted_at=now)
        return _turn(run, sample, next_)
    if state.status is AnalysisStatus.SUBMITTING and state.job_id is None:
        wait = _unsettled(state, now)
        return Postpone(wait) if wait else Recover(run, sample, state)
    return Repeat(state)


def _unsettled(intent: AnalysisState, now: datetime) -> int:
    """Return for how long whoever stored the intent may still submit its job, unseen by others."""
    settled = intent.submitted_at + timedelta(seconds=UNTIL_SETTLED)
    return max(0, ceil((settled - now).total_seconds()))


def _turn(run: Run, sample: SampleState, intent: AnalysisState) -> Verdict:
    if run.holds:
        return Park(replace(intent, status=AnalysisStatus.PARKED))
    return Begin(run, sample, intent)


def _refused(reason: str, known: AnalysisState | None, now: datetime) -> Refuse | Postpone:
    left = _left(known)
    wait = _unsettled(left, now) if left else 0
    return Postpone(wait) if wait else Refuse(reason, left)


def _left(known: AnalysisState | None) -> AnalysisState | None:
    unsure = known and known.job_id is None and known.status is AnalysisStatus.CANCELLING
    return known if unsure else None


def refusal(situation: Situation, generation: int) -> str:
    """Return why nothing of that generation of the sample may be submitted, if so."""
    run, sample = situation.run, situation.sample
    if run is None or sample is None:
        return "the run or the sample is unknown"
    if run.cancelled >= generation:
        return f"the run was cancelled: {run.reason}"
    if sample.generation != generation:
        return f"generation {generation} was superseded by {sample.generation}"
    if sample.status is not SampleStatus.RUNNING:
        return f"the sample is {sample.status}: {sample.reason}".removesuffix(": ")
    return ""


def _is_being_cancelled(situation: Situation, generation: int) -> bool:
    """Whether the sample is still to be stopped: its intent and its job are ended then."""
    run, sample = situation.run, situation.sample
    if run is None or sample is None or run.cancelled < generation:
        return False
    return (sample.generation, sample.status) == (generation, SampleStatus.RUNNING)


def _too_early(situation: Situation, submission: Submission) -> str:
    """Return what must be complete first, whatever the state machine does."""
    attempt, before = submission.attempt, situation.before
    if attempt.key.before is None:
        return ""
    if before and before.generation == attempt.generation and before.status.is_complete:
        return ""
    return f"analysis {attempt.key.analysis} is not complete"


def _first(
    sample: SampleState, known: AnalysisState | None, submission: Submission, now: datetime
) -> AnalysisState:
    terms = Terms(
        version=sample.version, parameters=sample.again.parameters, timeout=sample.again.timeout
    )
    return AnalysisState(
        key=submission.attempt.key,
        generation=submission.attempt.generation,
        version=sample.version,
        status=AnalysisStatus.SUBMITTING,
        attempt=1,
        last=submission.attempt.key.analysis == sample.analyses - 1,
        tokens=(submission.token,) if submission.token else (),
        updated_at=now,
        submitted_at=now,
        history=_past(known, terms) if known else (),
        indices=_left_to_run(sample, known) if known else "",
        revision=known.revision if known else 0,
        parameters=terms.parameters,
        timeout=terms.timeout,
    )


def _left_to_run(sample: SampleState, known: AnalysisState) -> str:
    """Return the indices of an array that failed before, if only they need to be run again."""
    asked, analysis = sample.again, known.key.analysis
    anew = asked.since(analysis) is not None or asked.parameters or sample.version != known.version
    return "" if anew or known.status is not AnalysisStatus.FAILED else known.indices


def _past(known: AnalysisState, terms: Terms) -> tuple[Attempt, ...]:
    """Return all attempts so far: the last one too, if nobody told how its job ended."""
    past = known.attempts if known.job_id else known.history
    if known.terms == terms:
        return past
    return tuple(one if one.terms else replace(one, terms=known.terms.kept) for one in past)


def _awaited(known: AnalysisState, token: str | None) -> AnalysisState:
    if token is None or token in known.tokens:
        return known
    return replace(known, tokens=(*known.tokens, token))
