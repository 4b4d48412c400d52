"""One contract for SubmitQueue: in memory and on AWS."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.adapters.memory.services import MemorySubmitQueue
from batch_relay.adapters.sqs import SqsSubmitQueue, to_submission
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.messages import Submission
from batch_relay.services.ports import SubmitQueue
from tests.examples import attempt, submission


@dataclass
class Door:
    """The port, and what can be received from it at once."""

    queue: SubmitQueue
    received: Callable[[], list[Submission]]


@pytest.fixture
def memory_door() -> Door:
    queue = MemorySubmitQueue()
    return Door(queue, lambda: [one for one, delay in queue.sent if not delay])


@pytest.fixture
def sqs(aws) -> tuple[Any, str]:
    client = boto3.client("sqs")
    return client, client.create_queue(QueueName="submit")["QueueUrl"]


@pytest.fixture
def sqs_door(sqs) -> Door:
    return Door(SqsSubmitQueue(*sqs), lambda: [to_submission(body) for body, _ in receive(*sqs)])


@pytest.fixture(params=["memory", "sqs"])
def door(request) -> Door:
    return request.getfixturevalue(f"{request.param}_door")


def receive(client, url):
    reply = client.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
    )
    return [(json.loads(one["Body"]), one["Attributes"]) for one in reply.get("Messages", [])]


def test_a_submission_arrives_as_it_was_sent(door):
    door.queue.send(submission())
    assert door.received() == [submission()]


def test_a_resubmission_has_no_token(door):
    again = submission(attempt=attempt(2, generation=3, index=1), token=None)
    door.queue.send(again)
    assert door.received() == [again]


def test_a_delayed_submission_does_not_arrive_at_once(door):
    door.queue.send(submission(), delay=900)
    assert door.received() == []


def test_a_project_is_a_message_group_of_its_own(sqs):
    SqsSubmitQueue(*sqs).send(submission())
    ((_, attributes),) = receive(*sqs)
    assert attributes["MessageGroupId"] == "p"


@pytest.mark.parametrize(("asked", "given"), [(0, 0), (30, 30), (900, 900), (901, 900)])
def test_a_delay_ends_where_sqs_ends_it(sqs, asked, given):
    client, url = sqs
    sent = []
    client.meta.events.register(
        "before-parameter-build.sqs", lambda params, **_: sent.append(params)
    )
    SqsSubmitQueue(client, url).send(submission(), delay=asked)
    assert sent[0]["DelaySeconds"] == given


def test_a_queue_that_is_busy_asks_to_come_back_later(sqs):
    client, url = sqs
    with Stubber(client) as stub:
        stub.add_client_error("send_message", "RequestThrottled", http_status_code=400)
        with pytest.raises(UnavailableError):
            SqsSubmitQueue(client, url).send(submission())
