"""The state machine, in the emulator, with a queue that the test answers itself."""

import json
import time
from pathlib import Path
from uuid import uuid4

import pytest

DEFINITION = Path(__file__).parents[2] / "statemachines/sample.asl.json"
# Not a run's: what is counted of the stack's own samples must not stumble over these.
PK = "PROBE#p#w#0"
SECONDS = 30


class Machine:
    """A copy of the deployed state machine that sends to a queue of its own."""

    def __init__(self, aws, outputs):
        self.sfn, self.sqs, self.dynamodb = aws("stepfunctions"), aws("sqs"), aws("dynamodb")
        self.table, self.sample = outputs["TableName"], f"s-{uuid4()}"
        self.queue = self.sqs.create_queue(QueueName=f"probe-{uuid4()}")["QueueUrl"]
        role = self.sfn.describe_state_machine(stateMachineArn=outputs["StateMachineArn"])[
            "roleArn"
        ]
        text = DEFINITION.read_text()
        text = text.replace("${SubmitQueueUrl}", self.queue).replace("${TableName}", self.table)
        text = text.replace("${Partition}", "aws")
        self.arn = self.sfn.create_state_machine(
            name=f"probe-{uuid4()}", definition=text, roleArn=role
        )["stateMachineArn"]

    def start(self, *, generation=1, status="RUNNING"):
        """Store a sample, then start its execution as generation 1."""
        key = {"pk": {"S": PK}, "sk": {"S": f"SAMPLE#{self.sample}"}}
        state = {"status": {"S": status}, "generation": {"N": str(generation)}}
        self.dynamodb.put_item(TableName=self.table, Item=key | state)
        who = {"project": "p", "workflow": "w", "generation": 1, "sample": self.sample}
        where = {"pk": PK, "sk": f"SAMPLE#{self.sample}", "list_pk": "L", "analyses": [0, 1, 2]}
        self.execution = self.sfn.start_execution(
            stateMachineArn=self.arn, input=json.dumps(who | where)
        )["executionArn"]

    def receive(self):
        """Take the next message off the queue."""
        reply = self.sqs.receive_message(
            QueueUrl=self.queue, WaitTimeSeconds=10, MessageSystemAttributeNames=["All"]
        )
        (message,) = reply["Messages"]
        self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return message

    def succeed(self):
        """Answer the next message; return which analysis it asked for."""
        body = json.loads(self.receive()["Body"])
        self.sfn.send_task_success(taskToken=body["token"], output="{}")
        return body["analysis"]

    def fail(self, cause):
        """Refuse the next message."""
        token = json.loads(self.receive()["Body"])["token"]
        self.sfn.send_task_failure(taskToken=token, error="AnalysisFailed", cause=cause)

    def end(self):
        """Wait for the end; return how the execution ended."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            status = self.sfn.describe_execution(executionArn=self.execution)["status"]
            if status != "RUNNING":
                return status
            time.sleep(0.05)
        return "RUNNING"

    def item(self):
        """Read the sample."""
        key = {"pk": {"S": PK}, "sk": {"S": f"SAMPLE#{self.sample}"}}
        item = self.dynamodb.get_item(TableName=self.table, Key=key)["Item"]
        return {name: next(iter(value.values())) for name, value in item.items()}


@pytest.fixture
def machine(aws, stack):
    machine = Machine(aws, stack.outputs)
    yield machine
    machine.sfn.delete_state_machine(stateMachineArn=machine.arn)
    machine.sqs.delete_queue(QueueUrl=machine.queue)


def test_asks_for_one_analysis_after_the_other(machine):
    machine.start()
    assert [machine.succeed() for _ in range(3)] == [0, 1, 2]
    assert machine.end() == "SUCCEEDED"


def test_a_message_names_the_attempt_and_belongs_to_its_project(machine):
    machine.start()
    message = machine.receive()
    body = json.loads(message["Body"])
    assert body.pop("token")
    who = {"project": "p", "workflow": "w", "generation": 1, "sample": machine.sample}
    # An execution that an earlier version started knows of no request.
    assert body == who | {"analysis": 0, "attempt": 1, "correlation_id": ""}
    assert message["Attributes"]["MessageGroupId"] == "p"


def test_leaves_success_to_whoever_ended_the_last_analysis(machine):
    machine.start()
    before = machine.item()
    for _ in range(3):
        machine.succeed()
    assert machine.end() == "SUCCEEDED"
    assert machine.item() == before


def test_records_failure_with_its_reason_cut_to_size(machine):
    machine.start()
    machine.succeed()
    for cause in ("x" * 2000, "refused"):
        machine.fail(cause)
    assert machine.end() == "FAILED"
    item = machine.item()
    assert (item["status"], item["list_sk"]) == ("FAILED", f"FAILED#{machine.sample}")
    assert item["reason"] == "x" * 1000


@pytest.mark.parametrize("other", [{"generation": 2}, {"status": "CANCELLED"}])
def test_a_superseded_failure_ends_without_a_trace(machine, other):
    machine.start(**other)
    before = machine.item()
    for _ in range(3):
        machine.fail("cancelled")
    assert machine.end() == "SUCCEEDED"
    assert machine.item() == before
