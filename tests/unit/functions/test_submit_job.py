"""The submit queue's messages, as Lambda receives them."""

import pytest

from batch_relay import queue_events
from batch_relay.domain.admission import UNTIL_SETTLED
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.runs import RunKey
from batch_relay.queue_events import subject_of
from batch_relay.services.submit_analysis import Outcome
from functions.submit_job.app import handler
from tests.template import resources, section
from tests.unit.functions.reading import failed, ids, said

KEY = AnalysisKey(run=RunKey(project="amplicon", workflow="profile"), sample="S1", analysis=0)


@pytest.fixture
def seen():
    return []


@pytest.fixture
def submit(seen):
    def submit(submission):
        seen.append(submission)
        return Outcome.SUBMITTED

    return submit


def test_submits_the_first_attempt_with_its_token(event, context, submit, seen):
    reply = handler(event("submit_job/first_attempt"), context, submit=submit)
    (submission,) = seen
    assert submission.attempt == AttemptKey(key=KEY, generation=1, number=1)
    assert submission.token.startswith("AQC8AAAA")
    assert failed(reply) == []


def test_submits_a_resubmission_without_a_token(event, context, submit, seen):
    handler(event("submit_job/resubmission"), context, submit=submit)
    (submission,) = seen
    assert (submission.attempt.number, submission.token) == (2, None)


def test_a_malformed_message_fails_alone(event, context, submit, seen):
    given = event("submit_job/one_malformed_of_three")
    reply = handler(given, context, submit=submit)
    assert failed(reply) == [ids(given)[1]]
    assert [one.attempt.key.sample for one in seen] == ["S1", "S2"]


def test_a_throttled_message_goes_back_to_its_queue(event, context, caplog, capsys):
    def submit(submission):
        msg = "SubmitJob: slow down"
        raise UnavailableError(msg)

    given = event("submit_job/first_attempt")
    assert failed(handler(given, context, submit=submit)) == ids(given)
    assert said(caplog) == ["comes again"]
    assert capsys.readouterr().out.count('"Unavailable":[1.0]') == len(ids(given))
    assert caplog.records[0].reason == "SubmitJob: slow down"


def test_logs_one_line_a_message(event, context, submit, caplog):
    caplog.set_level("INFO")
    handler(event("submit_job/first_attempt"), context, submit=submit)
    assert said(caplog) == ["message"]
    assert caplog.records[0].outcome == "submitted"


def test_a_log_line_names_the_attempt_that_it_is_about(event, context, submit, log):
    handler(event("submit_job/first_attempt"), context, submit=submit)
    (line,) = log()
    assert (line["project"], line["workflow"], line["sample"]) == ("amplicon", "profile", "S1")
    assert [int(line[name]) for name in ("generation", "analysis", "attempt")] == [1, 0, 1]
    assert line["correlation_id"] == "8f0f0b9c-2d1c-4a0e-9d5e-0f6a5a6f7a11"


def test_every_line_names_the_request_and_the_next_message_another(event, context, log):
    def submit(submission):
        queue_events.logger.warning("inside")
        return Outcome.SUBMITTED

    first, second = event("submit_job/first_attempt"), event("submit_job/resubmission")
    handler({"Records": first["Records"] + second["Records"]}, context, submit=submit)
    told = [(line["message"], line.get("correlation_id", "")[:4]) for line in log()]
    assert told == [("inside", "8f0f"), ("message", "8f0f"), ("inside", ""), ("message", "")]


def test_a_failure_names_the_attempt_too(event, context, log):
    def submit(submission):
        msg = "SubmitJob: slow down"
        raise UnavailableError(msg)

    handler(event("submit_job/first_attempt"), context, submit=submit)
    (line,) = log()
    assert (line["sample"], line["reason"]) == ("S1", "SubmitJob: slow down")


@pytest.mark.parametrize("body", ["", "{", "[]", "7", '{"detail": {"jobId": "j", "tags": 1}}'])
def test_what_cannot_be_read_is_about_nobody(body):
    assert "project" not in subject_of(body)


def test_is_stopped_before_another_takes_over_what_it_submits():
    own = resources("AWS::Serverless::Function")["SubmitJobFunction"]
    assert (section("Globals")["Function"] | own)["Timeout"] < UNTIL_SETTLED
