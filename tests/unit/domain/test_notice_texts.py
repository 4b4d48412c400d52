"""What people read in their mailboxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.notice_texts import LONGEST_SUBJECT, text_of
from batch_relay.domain.notices import Notice, NoticeKind
from batch_relay.domain.runs import RunKey

RUN = RunKey(project="demo", workflow="assembly")
DETAILS = {
    NoticeKind.RUN_STARTED: {"generation": 2, "status": "STARTING", "samples": 96},
    NoticeKind.RUN_ENDED: {
        "generation": 1,
        "status": "FAILED",
        "samples": {"SUCCEEDED": 95, "FAILED": 1},
        "reason": "",
    },
    NoticeKind.BUDGET_REACHED: {"generation": 1, "budget": 20.0, "spent": 20.124},
    NoticeKind.ATTEMPT_RESUBMITTED: {
        "sample": "S1",
        "analysis": 0,
        "generation": 1,
        "attempt": 1,
        "jobId": "job-1",
        "rule": "out of memory",
        "reason": "OutOfMemoryError",
        "decision": "more memory",
    },
    NoticeKind.SAMPLE_FAILED: {"sample": "S1", "generation": 1, "reason": "exit code 2"},
}
SUBJECTS = {
    NoticeKind.RUN_STARTED: "assembly for demo: run started, 96 samples",
    NoticeKind.RUN_ENDED: "assembly for demo: run ended, FAILED",
    NoticeKind.BUDGET_REACHED: "assembly for demo: budget of $20.00 reached",
    NoticeKind.ATTEMPT_RESUBMITTED: "assembly for demo: sample S1 is tried again",
    NoticeKind.SAMPLE_FAILED: "assembly for demo: sample S1 failed",
}


def text(kind, **details):
    return text_of(Notice(kind=kind, run=RUN, details=DETAILS[kind] | details))


@pytest.mark.parametrize("kind", NoticeKind)
def test_the_subject_says_what_happened_to_what(kind):
    assert text(kind).subject == SUBJECTS[kind]


def test_the_command_can_be_typed_whatever_the_sample_is_called():
    said = text(NoticeKind.SAMPLE_FAILED, sample="S 1").message
    assert said.endswith("See: batch-relay sample show demo assembly 'S 1'")


def test_a_run_that_ended_tells_its_counts_and_where_to_look():
    assert text(NoticeKind.RUN_ENDED).message.splitlines() == [
        "assembly for demo: run ended, FAILED.",
        "Samples: 95 SUCCEEDED, 1 FAILED.",
        "",
        "See: batch-relay run status demo assembly",
    ]


def test_a_resubmission_tells_reason_and_decision():
    lines = text(NoticeKind.ATTEMPT_RESUBMITTED).message.splitlines()
    assert lines[1:4] == [
        "Analysis 1, attempt 1, job job-1.",
        "Reason: OutOfMemoryError",
        "Decision: more memory",
    ]


@given(sample=st.text(min_size=1))
def test_whatever_a_sample_is_called_the_subject_suits_sns(sample):
    subject = text(NoticeKind.SAMPLE_FAILED, sample=sample).subject
    assert subject.isascii()
    assert subject.isprintable()
    assert len(subject) <= LONGEST_SUBJECT
