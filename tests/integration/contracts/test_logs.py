"""One contract for Logs: in memory and on AWS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.adapters.cloudwatch_logs import CloudWatchLogs
from batch_relay.adapters.memory.logs import MemoryLogs
from batch_relay.domain.errors import InvalidError, NotFoundError, RefusedError, UnavailableError
from batch_relay.domain.logs import LogLine, LogStream
from batch_relay.services.ports import Logs

STREAM = LogStream(group="/aws/batch/job", name="tool/default/1")
AT = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Log:
    """The port, and a way to write lines."""

    logs: Logs
    write: Callable[..., None]


@pytest.fixture
def memory_log() -> Log:
    logs = MemoryLogs()

    def write(*messages):
        lines = logs.streams.setdefault(STREAM, [])
        lines.extend(LogLine(at=AT, message=each) for each in messages)

    return Log(logs, write)


@pytest.fixture
def cloudwatch_log(aws) -> Log:
    client = boto3.client("logs")
    client.create_log_group(logGroupName=STREAM.group)
    where = {"logGroupName": STREAM.group, "logStreamName": STREAM.name}
    at = int(AT.timestamp() * 1000)

    def write(*messages):
        if not client.describe_log_streams(logGroupName=STREAM.group)["logStreams"]:
            client.create_log_stream(**where)
        events = [{"timestamp": at, "message": each} for each in messages]
        client.put_log_events(**where, logEvents=events)

    return Log(CloudWatchLogs(client), write)


@pytest.fixture(params=["memory", "cloudwatch"])
def log(request) -> Log:
    return request.getfixturevalue(f"{request.param}_log")


def messages(page):
    return [line.message for line in page.lines]


def test_a_log_is_read_from_its_head_page_by_page(log):
    log.write("a", "b", "c")
    first = log.logs.read(STREAM, limit=2)
    second = log.logs.read(STREAM, after=first.next, limit=2)
    assert (messages(first), messages(second)) == (["a", "b"], ["c"])
    assert (first.end, second.lines[0].at) == (False, AT)


def test_the_end_is_told_and_what_follows_later_is_read_from_there(log):
    log.write("a")
    first = log.logs.read(STREAM, limit=10)
    end = log.logs.read(STREAM, after=first.next, limit=10)
    assert (messages(end), end.end) == ([], True)
    log.write("b")
    assert messages(log.logs.read(STREAM, after=end.next, limit=10)) == ["b"]


def test_the_tail_is_the_last_lines_and_goes_on_from_there(log):
    log.write("a", "b", "c")
    page = log.logs.tail(STREAM, limit=2)
    assert (messages(page), page.end) == (["b", "c"], True)
    log.write("d")
    assert messages(log.logs.read(STREAM, after=page.next, limit=10)) == ["d"]


@pytest.mark.parametrize("read", ["read", "tail"])
def test_a_stream_that_is_not_there_is_not_found(log, read):
    with pytest.raises(NotFoundError):
        getattr(log.logs, read)(STREAM, limit=10)


def test_a_place_that_is_none_is_refused(log):
    log.write("a")
    with pytest.raises(InvalidError):
        log.logs.read(STREAM, after="nowhere", limit=10)


def reply(forward, *messages, backward="b/1"):
    at = int(AT.timestamp() * 1000)
    events = [{"timestamp": at, "message": each, "ingestionTime": at} for each in messages]
    return {"events": events, "nextForwardToken": forward, "nextBackwardToken": backward}


@pytest.fixture
def answers(aws):
    """AWS's own answers, one after the other."""
    client = boto3.client("logs")
    with Stubber(client) as stub:
        yield CloudWatchLogs(client), stub


def test_an_empty_page_is_not_the_end(answers):
    logs, stub = answers
    for page in (reply("f/1"), reply("f/2"), reply("f/3", "late")):
        stub.add_response("get_log_events", page)
    page = logs.read(STREAM, limit=10)
    assert (messages(page), page.next, page.end) == (["late"], "f/3", False)


def test_many_empty_pages_are_left_to_the_next_request(answers):
    logs, stub = answers
    for number in range(10):
        stub.add_response("get_log_events", reply(f"f/{number}"))
    page = logs.read(STREAM, limit=10)
    assert (page.lines, page.next, page.end) == ((), "f/9", False)


def test_the_tail_looks_past_empty_pages_too(answers):
    logs, stub = answers
    stub.add_response("get_log_events", reply("f/9", backward="b/2"))
    stub.add_response("get_log_events", reply("f/2", "a", "b", backward="b/1"))
    stub.add_response("get_log_events", reply("f/1", backward="b/1"))
    page = logs.tail(STREAM, limit=10)
    assert (messages(page), page.next) == (["a", "b"], "f/9")


@pytest.mark.parametrize(
    ("code", "expected", "said"),
    [
        ("AccessDeniedException", RefusedError, "JobLogGroups"),
        ("ThrottlingException", UnavailableError, "GetLogEvents"),
    ],
)
def test_what_goes_wrong_is_told_with_its_cure(answers, code, expected, said):
    logs, stub = answers
    stub.add_client_error("get_log_events", code)
    with pytest.raises(expected, match=said):
        logs.read(STREAM, limit=10)
