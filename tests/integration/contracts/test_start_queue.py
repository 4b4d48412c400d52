"""One contract for StartQueue: in memory and on AWS."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.services import MemoryStartQueue
from batch_relay.adapters.sqs import SqsStartQueue, to_start
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.messages import StartPart, Summarize
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmission_checks import check_resubmission
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.services.ports import StartQueue
from tests.examples import EVERYTHING, RUN, start_chosen, start_range, start_whole
from tests.integration.contracts.receiving import LONGEST_NAMES, bodies, refusal


def asking(quotes):
    return Resubmission(parameters={"p": '"' * quotes}, queue="q" * 128)


# As much as a resubmission may ask for, of what is longest when written.
LARGEST = asking(14_331)


@dataclass
class Work:
    """The port, and all that can be received from it."""

    queue: StartQueue
    received: Callable[[], list[StartPart]]

    def send(self, parts):
        self.queue.send(self.queue.keep(RUN, parts))


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
    return Work(
        SqsStartQueue(*sqs, MemoryFiles()), lambda: [to_start(body) for body in bodies(*sqs)]
    )


@pytest.fixture(params=["memory", "sqs"])
def work(request) -> Work:
    return request.getfixturevalue(f"{request.param}_work")


@pytest.mark.parametrize("many", [0, 1, 10, 11, 25])
def test_every_range_arrives(work, many):
    ranges = [start_range(n * 10) for n in range(many)]
    work.send(ranges)
    assert sorted(work.received(), key=lambda one: one.offset) == ranges


def test_a_range_arrives_with_its_chosen_samples(work):
    chosen = start_range(only=("S1", "a sample+@:=.-"))
    work.send([chosen])
    assert work.received() == [chosen]


@pytest.mark.parametrize("part", [Summarize(run=RUN), start_range(again=EVERYTHING)])
def test_what_a_summary_needs_arrives(work, part):
    work.send([part])
    assert work.received() == [part]


def test_a_whole_manifest_arrives(work):
    work.send([start_whole()])
    assert work.received() == [start_whole()]


@pytest.mark.parametrize("again", [NOTHING, EVERYTHING])
def test_chosen_samples_arrive_with_what_was_asked_for(work, again):
    chosen = start_chosen("S1", "a sample+@:=.-", again=again)
    work.send([chosen])
    assert work.received() == [chosen]


@pytest.mark.parametrize(
    "part", [start_range(only=LONGEST_NAMES), start_chosen(*LONGEST_NAMES, again=LARGEST)]
)
def test_ten_parts_of_the_longest_names_fit_into_one_batch(work, part):
    work.send([part] * 10)
    assert work.received() == [part] * 10


@pytest.mark.parametrize(("again", "accepted"), [(LARGEST, True), (asking(14_332), False)])
def test_no_resubmission_is_larger(again, accepted):
    problems = Problems()
    check_resubmission(again, problems)
    assert bool(problems) is not accepted


def test_a_message_that_sqs_refused_is_not_passed_over(sqs):
    client, url = sqs
    queue = SqsStartQueue(client, url, MemoryFiles())
    kept = queue.keep(RUN, [start_range()])
    with Stubber(client) as stub:
        expected = {"QueueUrl": url, "Entries": ANY}
        stub.add_response("send_message_batch", refusal("try again"), expected)
        with pytest.raises(UnavailableError, match="try again"):
            queue.send(kept)


def test_what_is_kept_is_sent_by_whoever_has_its_key_as_often_as_asked(work):
    kept = work.queue.keep(RUN, [start_range()])
    assert work.received() == []
    assert work.queue.keep(RUN, [start_range()]) == kept
    work.queue.send(kept)
    work.queue.send(kept)
    assert work.received() == [start_range()] * 2
