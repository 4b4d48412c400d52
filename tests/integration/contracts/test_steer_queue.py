"""One contract for SteerQueue: in memory and on AWS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from batch_relay.adapters.memory.services import MemorySteerQueue
from batch_relay.adapters.sqs import SqsSteerQueue, to_steer
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.messages import Release, Stop
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.services.ports import SteerQueue
from tests.examples import release, stop
from tests.integration.contracts.receiving import LONGEST_NAMES, bodies, refusal


@dataclass
class Work:
    """The port, and all that can be received from it."""

    queue: SteerQueue
    received: Callable[[], list[Stop | Release]]


@pytest.fixture
def memory_work() -> Work:
    queue = MemorySteerQueue()
    return Work(queue, lambda: queue.sent)


@pytest.fixture
def sqs(aws) -> tuple[Any, str]:
    client = boto3.client("sqs")
    return client, client.create_queue(QueueName="steer")["QueueUrl"]


@pytest.fixture
def sqs_work(sqs) -> Work:
    return Work(SqsSteerQueue(*sqs), lambda: [to_steer(body) for body in bodies(*sqs)])


@pytest.fixture(params=["memory", "sqs"])
def work(request) -> Work:
    return request.getfixturevalue(f"{request.param}_work")


@pytest.mark.parametrize(
    "part",
    [
        stop(),
        stop("S1", "a sample+@:=.-", generation=7, reason="mauvaise référence"),
        stop(only=AnalysisStatus.RUNNABLE),
        release(),
        release("S1", "S2"),
    ],
)
def test_a_part_arrives_as_it_was_sent(work, part):
    work.queue.send([part])
    assert work.received() == [part]


@pytest.mark.parametrize("many", [0, 1, 10, 11, 25])
def test_every_part_arrives(work, many):
    sent = [stop(generation=n) for n in range(many)]
    work.queue.send(sent)
    assert sorted(work.received(), key=lambda one: one.generation) == sent


def test_stops_and_releases_travel_together(work):
    work.queue.send([stop("S1"), release("S2")])
    assert sorted(work.received(), key=lambda one: one.samples) == [stop("S1"), release("S2")]


@pytest.mark.parametrize("part", [stop(*LONGEST_NAMES, reason="é" * 500), release(*LONGEST_NAMES)])
def test_ten_parts_of_the_longest_names_fit_into_one_batch(work, part):
    work.queue.send([part] * 10)
    assert work.received() == [part] * 10


@pytest.mark.parametrize(("delay", "seconds"), [(0, 0), (15, 15), (4_000, 900)])
def test_a_part_may_be_kept_back_for_as_long_as_sqs_can(sqs, delay, seconds):
    client, url = sqs
    with Stubber(client) as stub:
        entry = {"Id": "0", "MessageBody": ANY, "DelaySeconds": seconds, "MessageGroupId": "p"}
        reply = {"Successful": [], "Failed": []}
        stub.add_response("send_message_batch", reply, {"QueueUrl": url, "Entries": [entry]})
        SqsSteerQueue(client, url).send([stop()], delay=delay)


def test_a_message_that_sqs_refused_is_not_passed_over(sqs):
    client, url = sqs
    with Stubber(client) as stub:
        expected = {"QueueUrl": url, "Entries": ANY}
        stub.add_response("send_message_batch", refusal("try again"), expected)
        with pytest.raises(UnavailableError, match="try again"):
            SqsSteerQueue(client, url).send([stop()])


def test_a_queue_that_is_busy_asks_to_come_back_later(sqs):
    client, url = sqs
    with Stubber(client) as stub:
        stub.add_client_error("send_message_batch", "RequestThrottled", http_status_code=400)
        with pytest.raises(UnavailableError):
            SqsSteerQueue(client, url).send([release()])
