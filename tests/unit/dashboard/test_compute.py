"""AWS Batch, as the page asks for it."""

import json
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from batch_relay.compute.jobs import count_some
from batch_relay.dashboard import compute
from batch_relay.domain.logs import DEFAULT_GROUP, LogLine, LogStream


@pytest.fixture
def told(ask):
    """Read what a path of AWS Batch tells."""
    return lambda path: json.loads(ask(f"/compute/{path}").body)


def test_queues_are_told_with_their_environments(told):
    (queue,) = told("queues")
    assert (queue["name"], queue["environments"]) == ("q", ["q-ce"])


def test_jobs_are_counted_by_status(told, batch):
    batch.memory.start(batch.memory.submit())
    batch.memory.end(batch.memory.submit(), 1)
    counts = told("queues/q/counts")
    assert {status for status, n in counts.items() if n} == {"RUNNING", "FAILED"}
    assert next(iter(counts)) == "SUBMITTED"


def test_no_more_jobs_are_counted_than_anybody_would_read(batch):
    for _ in range(5):
        batch.memory.end(batch.memory.submit())
    assert count_some(batch.batch(), "q", most=3)["SUCCEEDED"] == 3


def test_jobs_of_a_status_come_page_by_page(told, batch):
    for n in range(120):
        batch.memory.submit(f"j{n}", dependsOn=[{"jobId": batch.memory.submit()}] if n < 1 else [])
    first = told("queues/q/jobs?status=RUNNABLE")
    more = told(f"queues/q/jobs?status=RUNNABLE&after={first['next']}")
    names = {job["id"] for job in first["items"]} | {job["id"] for job in more["items"]}
    assert len(names) == len(first["items"]) + len(more["items"]) > 100
    assert more["next"] is None


def test_jobs_of_an_array_are_told_by_status(told, batch):
    array = batch.memory.submit(arrayProperties={"size": 3})
    batch.memory.end(f"{array}:1", 1)
    (failed,) = told(f"jobs/{array}/children?status=FAILED")["items"]
    assert (failed["id"], failed["index"]) == (f"{array}:1", 1)


def test_a_status_that_there_is_not_is_refused(ask):
    reply = ask("/compute/queues/q/jobs?status=LOST")
    assert reply.status == 422
    assert "SUBMITTED, PENDING" in json.loads(reply.body)["detail"]


def test_environments_and_definitions_are_told_as_aws_does(told, batch):
    batch.memory.define()
    (environment,) = told("environments")
    assert environment["computeResources"]["maxvCpus"] == 4
    (newest,) = told("definitions")
    assert newest["revision"] == 2
    assert [one["revision"] for one in told("definitions/d")] == [2, 1]


def test_a_job_is_told_with_what_it_wrote(told, batch, logs):
    job = batch.memory.submit()
    batch.memory.end(job, 3)
    shown = told(f"jobs/{job}")
    assert shown["container"]["exitCode"] == 3
    stream = LogStream(group=DEFAULT_GROUP, name=shown["container"]["logStreamName"])
    logs.streams[stream] = [LogLine(at=datetime(2026, 1, 1, tzinfo=UTC), message="no reads")]
    line = {"at": "2026-01-01T00:00:00+00:00", "message": "no reads"}
    assert told(f"jobs/{job}/log?attempt=1") == [line]


def test_a_log_is_cut_where_the_page_could_not_show_it(told, batch, logs, monkeypatch):
    monkeypatch.setattr(compute, "MOST_LINES", 2)
    job = batch.memory.submit()
    batch.memory.end(job)
    stream = LogStream(group=DEFAULT_GROUP, name=told(f"jobs/{job}")["container"]["logStreamName"])
    logs.streams[stream] = [LogLine(at=datetime(2026, 1, 1, tzinfo=UTC), message="x")] * 5
    assert len(told(f"jobs/{job}/log")) == 2


@pytest.mark.parametrize("path", ["jobs/nix", "jobs/nix/log", "nix", "queues/q", ""])
def test_what_is_not_there_is_not_found(ask, path):
    assert ask(f"/compute/{path}").status == 404


@pytest.mark.parametrize("attempt", ["x", "-1", "²", "99999"])
def test_an_attempt_that_is_no_number_is_refused(ask, attempt):
    assert ask(f"/compute/jobs/j/log?attempt={attempt}").status == 422


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD"])
def test_nothing_of_aws_batch_is_changed_here(ask, method):
    assert ask("/compute/queues", method).status == 404


def test_what_has_not_changed_is_not_sent_again(ask):
    tag = ask("/compute/queues").headers["ETag"]
    assert ask("/compute/queues", if_none_match=tag).status == 304


def test_who_may_not_look_is_told_what_is_missing(ask, batch):
    batch.refuses = ClientError(
        {"Error": {"Code": "AccessDeniedException", "Message": "not authorized"}},
        "DescribeJobQueues",
    )
    reply = ask("/compute/queues")
    assert reply.status == 502
    assert "batch:DescribeJobQueues" in json.loads(reply.body)["detail"]


def test_nothing_is_told_without_the_token(ask):
    assert ask("/compute/queues", x_batch_relay_token=None).status == 403
