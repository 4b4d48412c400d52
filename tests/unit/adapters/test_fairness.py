"""Projects share the queues fairly, as SQS fair queues hand out messages by their groups.

The emulator doesn't model them: a queue that does stands here in SQS's place, behind our adapters.
"""

import json
from collections import Counter, deque
from pathlib import Path

import pytest

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.sqs import SqsStartQueue, SqsSteerQueue, SqsSubmitQueue
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.messages import Release, StartRange, Submission
from batch_relay.domain.runs import RunKey

PROJECT = "{% $states.context.Execution.Input.project %}"
MACHINE = Path(__file__).parents[3] / "statemachines" / "sample.asl.json"


class FairQueue:
    """Hands out a message of each group in turn; those without a group are one."""

    def __init__(self):
        self.waiting = {}
        self.turn = Counter()

    def send_message(self, **sent):
        group = self.waiting.setdefault(sent.get("MessageGroupId", ""), deque())
        group.append(json.loads(sent["MessageBody"]))

    def send_message_batch(self, **sent):
        for entry in sent["Entries"]:
            self.send_message(**entry)
        return {}

    def receive(self, number):
        """Return the projects of the next messages."""
        return [self._next()["project"] for _ in range(number)]

    def _next(self):
        group = min((g for g, left in self.waiting.items() if left), key=lambda g: self.turn[g])
        self.turn[group] = max(self.turn.values(), default=0) + 1
        return self.waiting[group].popleft()


@pytest.fixture
def queue():
    return FairQueue()


def run(project):
    return RunKey(project=project, workflow="w")


def submit(queue, project, number):
    for n in range(number):
        key = AnalysisKey(run=run(project), sample=f"S{n}", analysis=0)
        first = AttemptKey(key=key, generation=1, number=1)
        SqsSubmitQueue(queue, "url").send(Submission(attempt=first))


def start(queue, project, number):
    parts = [
        StartRange(run=run(project), generation=1, manifest="m", offset=n, length=1)
        for n in range(number)
    ]
    starts = SqsStartQueue(queue, "url", MemoryFiles())
    starts.send(starts.keep(run(project), parts))


def steer(queue, project, number):
    parts = [Release(run=run(project), samples=(f"S{n}",)) for n in range(number)]
    SqsSteerQueue(queue, "url").send(parts)


SENDERS = pytest.mark.parametrize("send", [submit, start, steer])


@SENDERS
def test_a_small_project_is_not_stuck_behind_a_large_one(queue, send):
    send(queue, "large", 1_000)
    queue.receive(50)
    send(queue, "small", 10)
    assert queue.receive(20).count("small") == 10


@SENDERS
def test_two_projects_that_begin_together_share_the_rate(queue, send):
    send(queue, "one", 500)
    send(queue, "other", 500)
    assert Counter(queue.receive(460)) == {"one": 230, "other": 230}


@SENDERS
def test_a_project_alone_has_the_whole_rate(queue, send):
    send(queue, "one", 100)
    assert queue.receive(100).count("one") == 100


def test_first_attempts_which_step_functions_sends_are_grouped_as_well():
    (state,) = json.loads(MACHINE.read_text())["States"]["Run analyses"]["ItemProcessor"][
        "States"
    ].values()
    project = state["Arguments"]["MessageBody"]["project"]
    assert state["Arguments"]["MessageGroupId"] == project == PROJECT
