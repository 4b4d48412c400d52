"""What becomes of a message of the submit queue, situation by situation."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.admission import (
    UNTIL_SETTLED,
    Begin,
    Park,
    Postpone,
    Recover,
    Refuse,
    Repeat,
    Situation,
    admit,
)
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from tests.examples import START, analysis, analysis_key, attempt, run, sample, submission

NOW = START + timedelta(hours=1)
SECOND = analysis_key(1)
RESUBMITTING = analysis(status=AnalysisStatus.RESUBMITTING, attempt=2, not_before=NOW)
INTENT = analysis(submitted_at=NOW - timedelta(seconds=UNTIL_SETTLED))
UNSURE = replace(INTENT, status=AnalysisStatus.CANCELLING)
ENDED = [status for status in SampleStatus if status is not SampleStatus.RUNNING]
INCOMPLETE = [status for status in AnalysisStatus if not status.is_complete]


def situation(**changes):
    return replace(Situation(run=run(), sample=sample(), analysis=None), **changes)


def decided(where, **message):
    return admit(where, submission(**message), now=NOW)


def of_attempt(number, *, generation=1):
    return {"attempt": attempt(number, generation=generation), "token": None}


def test_the_first_message_begins_the_first_attempt():
    intent = analysis(updated_at=NOW, submitted_at=NOW)
    assert decided(situation()) == Begin(run(), sample(), intent)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (situation(run=None), "the run or the sample is unknown"),
        (situation(sample=None), "the run or the sample is unknown"),
        (situation(sample=sample(generation=2)), "generation 1 was superseded by 2"),
        (
            situation(
                run=run(cancelled=1, reason="why"), sample=sample(status=SampleStatus.CANCELLING)
            ),
            "the run was cancelled: why",
        ),
        (
            situation(run=run(generation=2, cancelled=1), sample=sample(generation=2)),
            "the run was cancelled: ",
        ),
        (
            situation(sample=sample(status=SampleStatus.FAILED, reason="exit code 1")),
            "the sample is FAILED: exit code 1",
        ),
    ],
)
def test_nobody_wants_what_ended_or_is_unknown(where, reason):
    assert decided(where) == Refuse(reason)


@pytest.mark.parametrize("status", ENDED)
def test_only_a_sample_that_runs_gets_a_job(status):
    assert decided(situation(sample=sample(status=status))) == Refuse(f"the sample is {status}")


def test_a_sample_still_to_be_stopped_is_waited_for():
    assert decided(situation(run=run(cancelled=1))) == Postpone(30)


@pytest.mark.parametrize(
    "before",
    [
        None,
        analysis(generation=2, status=AnalysisStatus.SUCCEEDED),
        *(analysis(status=status) for status in INCOMPLETE),
    ],
)
def test_an_analysis_waits_until_the_one_before_is_complete(before):
    verdict = decided(situation(before=before), attempt=attempt(index=1))
    assert verdict == Refuse("analysis 1 is not complete")


@pytest.mark.parametrize("status", [AnalysisStatus.SUCCEEDED, AnalysisStatus.SKIPPED])
def test_an_analysis_begins_when_the_one_before_is_complete(status):
    where = situation(before=analysis(status=status))
    assert isinstance(decided(where, attempt=attempt(index=1)), Begin)


@pytest.mark.parametrize(
    ("known", "left"),
    [
        (None, None),
        (UNSURE, UNSURE),
        (replace(UNSURE, job_id="job-1"), None),
        (analysis(status=AnalysisStatus.FAILED), None),
    ],
)
def test_an_intent_whose_job_may_exist_is_not_forgotten_with_its_sample(known, left):
    where = situation(sample=sample(status=SampleStatus.CANCELLING), analysis=known)
    assert decided(where) == Refuse("the sample is CANCELLING", left)


def test_a_resubmission_begins_when_its_time_has_come():
    intent = replace(RESUBMITTING, status=AnalysisStatus.SUBMITTING, submitted_at=NOW)
    assert decided(situation(analysis=RESUBMITTING), **of_attempt(2)) == Begin(
        run(), sample(), intent
    )


@pytest.mark.parametrize(("early", "seconds"), [(0.001, 1), (1, 1), (90, 90), (7_200, 7_200)])
def test_a_resubmission_that_comes_early_is_postponed_to_its_time(early, seconds):
    known = replace(RESUBMITTING, not_before=NOW + timedelta(seconds=early))
    assert decided(situation(analysis=known), **of_attempt(2)) == Postpone(seconds)


def test_a_paused_run_parks_a_first_attempt_with_its_token():
    parked = analysis(updated_at=NOW, submitted_at=NOW, status=AnalysisStatus.PARKED)
    assert decided(situation(run=run(paused=True))) == Park(parked)


def test_a_paused_run_parks_a_resubmission():
    where = situation(run=run(paused=True), analysis=RESUBMITTING)
    verdict = decided(where, **of_attempt(2))
    assert isinstance(verdict, Park)
    assert (verdict.state.status, verdict.state.attempt) == (AnalysisStatus.PARKED, 2)


def test_what_was_parked_begins_when_its_run_goes_on():
    parked = analysis(status=AnalysisStatus.PARKED)
    verdict = decided(situation(analysis=parked), **of_attempt(1))
    assert verdict == Begin(run(), sample(), analysis(submitted_at=NOW))


@pytest.mark.parametrize("paused", [True, False])
def test_an_intent_without_a_job_is_recovered_even_in_a_paused_run(paused):
    where = situation(run=run(paused=paused), analysis=INTENT)
    assert decided(where) == Recover(where.run, sample(), INTENT)


@pytest.mark.parametrize("status", [SampleStatus.RUNNING, SampleStatus.CANCELLING])
def test_an_intent_is_left_to_whoever_stored_it_for_a_while(status):
    unsure = INTENT if status is SampleStatus.RUNNING else UNSURE
    young = replace(unsure, submitted_at=NOW - timedelta(seconds=0.5))
    where = situation(sample=sample(status=status), analysis=young)
    assert decided(where) == Postpone(UNTIL_SETTLED)


@pytest.mark.parametrize(
    "known",
    [
        analysis(job_id="job-1"),
        analysis(job_id="job-1", status=AnalysisStatus.RUNNING),
        analysis(status=AnalysisStatus.SKIPPED),
        analysis(job_id="job-1", status=AnalysisStatus.FAILED),
        RESUBMITTING,
    ],
)
def test_an_attempt_that_went_its_way_is_only_repeated(known):
    assert decided(situation(analysis=known)) == Repeat(known)


@pytest.mark.parametrize(
    ("token", "tokens"),
    [("token", ("token",)), ("another", ("token", "another")), (None, ("token",))],
)
def test_whoever_waits_is_remembered_once(token, tokens):
    verdict = decided(situation(analysis=analysis()), token=token)
    assert verdict == Recover(run(), sample(), analysis(tokens=tokens))


def again(known):
    """Decide about the first message of a second generation of the sample."""
    where = situation(run=run(generation=2), sample=sample(generation=2), analysis=known)
    verdict = decided(where, attempt=attempt(generation=2))
    assert isinstance(verdict, Begin)
    return verdict.intent


def test_another_generation_begins_anew_on_the_revision_that_was_read():
    intent = again(analysis(status=AnalysisStatus.FAILED, attempt=3, outputs=("a",), revision=9))
    assert intent == analysis(generation=2, updated_at=NOW, submitted_at=NOW, revision=9)


def test_an_attempt_whose_end_nobody_told_stays_in_the_history_of_the_next_generation():
    (past,) = again(analysis(job_id="job-1", queue="spot", status=AnalysisStatus.RUNNING)).history
    assert (past.job_id, past.queue, past.status) == ("job-1", "spot", AnalysisStatus.RUNNING)


def test_an_attempt_that_is_in_the_history_is_not_there_twice():
    known = analysis(job_id="job-1")
    (past,) = again(known).history
    assert again(replace(known, history=(past,))).history == (past,)


generations = st.just(2) | st.integers(1, 3)
# No analysis is of a later generation than its sample, which is of the second below.
earlier = st.integers(1, 2)
statuses = st.sampled_from(AnalysisStatus)
# Half of the time as all must be for a job, so that there are jobs.
situations = st.builds(
    Situation,
    run=st.just(run(generation=2))
    | st.builds(run, generation=generations, cancelled=st.integers(0, 3), paused=st.booleans())
    | st.none(),
    sample=st.just(sample(generation=2))
    | st.builds(sample, generation=generations, status=st.sampled_from(SampleStatus))
    | st.none(),
    analysis=st.none()
    | st.builds(
        analysis,
        generation=earlier,
        status=statuses,
        attempt=st.integers(1, 2),
        job_id=st.none() | st.just("job-1"),
        not_before=st.none() | st.just(NOW) | st.just(NOW + timedelta(minutes=1)),
    ),
    before=st.just(analysis(generation=2, status=AnalysisStatus.SUCCEEDED))
    | st.builds(analysis, generation=earlier, status=statuses)
    | st.none(),
)


def living(*, paused=False):
    """Situations of a sample that runs in generation 2 of a run that goes on."""
    changes = {"run": run(generation=2, paused=paused), "sample": sample(generation=2)}
    return situations.map(lambda one: replace(one, **changes))


def messages(generation):
    number, index = st.integers(1, 2), st.integers(0, 1)
    token = st.none() | st.sampled_from(["token", "another"])
    attempts = st.builds(attempt, number, generation=generation, index=index)
    return st.builds(submission, attempt=attempts, token=token)


@given(situations, messages(generations))
def test_a_job_comes_of_a_live_sample_of_a_live_run_in_turn_only(where, message):
    verdict, generation = admit(where, message, now=NOW), message.attempt.generation
    if isinstance(verdict, Begin | Recover | Park | Repeat):
        assert where.run.cancelled < generation
        assert (where.sample.generation, where.sample.status) == (generation, "RUNNING")
        before = where.before if message.attempt.key.before else None
        assert before is None or (before.generation, before.status.is_complete) == (
            generation,
            True,
        )


@given(living(paused=True), messages(st.just(2)))
def test_nothing_of_a_paused_run_begins(where, message):
    assert not isinstance(admit(where, message, now=NOW), Begin)


@given(living(), messages(st.just(2)))
def test_a_message_that_comes_again_waits_for_its_own_intent(where, message):
    verdict = admit(where, message, now=NOW)
    if isinstance(verdict, Begin):
        message = replace(message, attempt=verdict.intent.attempt_key)
        repeated = admit(replace(where, analysis=verdict.intent), message, now=NOW)
        assert repeated in (Postpone(UNTIL_SETTLED), Repeat(verdict.intent))


@given(living(paused=True), messages(st.just(2)))
def test_a_message_that_was_parked_is_parked_again_unchanged(where, message):
    verdict = admit(where, message, now=NOW)
    if isinstance(verdict, Park):
        message = replace(message, attempt=verdict.state.attempt_key)
        assert admit(replace(where, analysis=verdict.state), message, now=NOW) == verdict
