"""Events of AWS Batch, through a queue, as Lambda receives them."""

import json
from datetime import UTC, datetime

import pytest

from batch_relay.domain.errors import ConflictError
from batch_relay.domain.statuses import JobStatus
from batch_relay.services.record_job_change import Outcome
from functions.on_job_change.app import handler
from tests.unit.functions.reading import failed, ids, said


@pytest.fixture
def seen():
    return []


@pytest.fixture
def record(seen):
    def record(change):
        seen.append(change)
        return Outcome.MOVED

    return record


def test_records_the_change_at_the_time_of_its_event(event, context, record, seen):
    reply = handler(event("on_job_change/running"), context, record=record)
    (change,) = seen
    assert (change.status, change.attempt.key.sample) == (JobStatus.RUNNING, "S1")
    assert change.at == datetime(2026, 1, 1, 0, 1, 1, tzinfo=UTC)
    assert failed(reply) == []


@pytest.mark.parametrize(
    "name",
    [
        "array_failed",
        "failed_exit_code",
        "failed_out_of_memory",
        "image_not_pulled",
        "never_placed",
        "no_container",
        "spot_reclaimed",
        "terminated",
        "timed_out",
    ],
)
def test_records_every_way_to_fail(event, context, record, seen, name):
    assert failed(handler(event(f"on_job_change/{name}"), context, record=record)) == []
    assert [change.status for change in seen] == [JobStatus.FAILED]


def test_a_strangers_job_is_passed_over_and_said_so(event, context, record, seen, caplog):
    caplog.set_level("INFO")
    reply = handler(event("on_job_change/stranger"), context, record=record)
    assert (failed(reply), seen) == ([], [])
    assert caplog.records[0].outcome == "not one of our jobs"


@pytest.mark.parametrize("names", [("running", "succeeded"), ("succeeded", "running")])
def test_of_a_job_whose_end_is_told_too_only_the_end_is_recorded(
    event, context, record, seen, names
):
    records = [one for name in names for one in event(f"on_job_change/{name}")["Records"]]
    assert failed(handler({"Records": records}, context, record=record)) == []
    assert [change.status for change in seen] == [JobStatus.SUCCEEDED]


def test_a_malformed_message_fails_alone(event, context, record, seen):
    given = event("on_job_change/one_malformed_of_three")
    reply = handler(given, context, record=record)
    assert failed(reply) == [ids(given)[1]]
    assert [change.status for change in seen] == [JobStatus.RUNNING, JobStatus.SUCCEEDED]


def test_messages_that_all_fail_all_come_again(event, context, caplog):
    def record(change):
        msg = "somebody was faster"
        raise ConflictError(msg)

    given = event("on_job_change/one_malformed_of_three")
    assert failed(handler(given, context, record=record)) == ids(given)
    assert said(caplog) == ["comes again", "failed", "comes again"]


def test_logs_one_line_a_message(event, context, record, caplog):
    caplog.set_level("INFO")
    handler(event("on_job_change/succeeded"), context, record=record)
    assert said(caplog) == ["message"]
    assert caplog.records[0].outcome == "moved"


def test_hears_of_a_job_that_blocks_its_queue(event, context, record, seen):
    assert failed(handler(event("on_job_change/queue_blocked"), context, record=record)) == []
    assert [(change.status, change.blocked) for change in seen] == [(JobStatus.RUNNABLE, True)]


def test_a_log_line_names_the_job_its_attempt_and_why_it_waits(event, context, record, log):
    handler(event("on_job_change/queue_blocked"), context, record=record)
    (line,) = log()
    assert (line["project"], line["sample"], line["attempt"]) == ("amplicon", "S1", "1")
    assert (line["job_id"][:8], line["job_status"]) == ("4c7599ae", "RUNNABLE")
    assert line["job_reason"].startswith("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY")


def test_a_job_says_which_request_it_acts_for(event, context, record, seen, log):
    given = event("on_job_change/failed_exit_code")
    body = json.loads(given["Records"][0]["body"])
    body["detail"]["tags"]["correlation_id"] = "request-7"
    given["Records"][0]["body"] = json.dumps(body)
    handler(given, context, record=record)
    assert (seen[0].correlation_id, log()[0]["correlation_id"]) == ("request-7",) * 2


def test_a_job_that_is_left_waiting_is_a_warning_and_a_metric(event, context, capsys, log):
    handler(event("on_job_change/queue_blocked"), context, record=lambda change: Outcome.TOLD)
    warned, _ = log()
    assert (warned["level"], warned["message"]) == ("WARNING", "blocked")
    named = [warned[name] for name in ("project", "workflow", "sample")]
    assert named == ["amplicon", "profile", "S1"]
    assert warned["reason"].startswith("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY")
    assert '"JobBlocked":[1.0]' in capsys.readouterr().out
