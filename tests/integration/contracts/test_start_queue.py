"""One contract for StartQueue: in memory and on AWS."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from batch_relay.adapters.memory.services import MemoryStartQueue
from batch_relay.adapters.sqs import SqsStartQueue, to_start
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.messages import StartChosen, StartRange
from batch_relay.services.ports import StartQueue
from tests.examples import start_range


@dataclass
class Work:
    """The port, and all that can be received from it."""

    queue: StartQueue
    received: Callable[[], list[StartRange | StartChosen]]


@pytest.fixture
def memory_work() -> Work:
    queue = MemoryStartQueue()
    return Work(queue, lambda: queue.sent)


@pytest.fixture
def sqs(aws) -> tuple[Any, str]:
    client = boto3.client("sqs")
    return client, client.create_queue(QueueName="start")["QueueUrl"]


@pytest.fixture
def sqs_work(sqs) -> Work:
    return Work(SqsStartQueue(*sqs), lambda: receive(*sqs))


@pytest.fixture(params=["memory", "sqs"])
def work(request) -> Work:
    return request.getfixturevalue(f"{request.param}_work")


def receive(client, url):
    found = []
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [to_start(json.loads(one["Body"])) for one in messages]
    return found


@pytest.mark.parametrize("many", [0, 1, 10, 11, 25])
def test_every_range_arrives(work, many):
    ranges = [start_range(n * 10) for n in range(many)]
    work.queue.send(ranges)
    assert sorted(work.received(), key=lambda one: one.offset) == ranges


def test_a_range_arrives_with_its_chosen_samples(work):
    chosen = start_range(only=("S1", "a sample+@:=.-"))
    work.queue.send([chosen])
    assert work.received() == [chosen]


def test_ten_ranges_of_the_longest_names_fit_into_one_batch(work):
    names = tuple(f"{n:03}" + "x" * 125 for n in range(100))
    ranges = [start_range(n, only=names) for n in range(10)]
    work.queue.send(ranges)
    assert len(work.received()) == 10


def test_a_message_that_sqs_refused_is_not_passed_over(sqs):
    client, url = sqs
    failed = {"Id": "0", "Code": "InternalError", "Message": "try again", "SenderFault": False}
    reply = {"Successful": [], "Failed": [failed]}
    with Stubber(client) as stub:
        stub.add_response("send_message_batch", reply, {"QueueUrl": url, "Entries": ANY})
        with pytest.raises(UnavailableError, match="try again"):
            SqsStartQueue(client, url).send([start_range()])
