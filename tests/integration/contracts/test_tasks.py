"""One contract for Tasks: in memory, and on AWS with an execution that waits."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.adapters.memory.services import MemoryTasks
from batch_relay.adapters.stepfunctions import StepFunctionsTasks
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.services.ports import Tasks

ROLE = "arn:aws:iam::123456789012:role/r"


@dataclass
class Waiting:
    """The port, the token of a task that waits, and the error that it ended with, or "".

    moto keeps no cause: that it is sent is a test of its own.
    """

    tasks: Tasks
    token: str
    ended: Callable[[], str]


@pytest.fixture
def memory_waiting() -> Waiting:
    tasks = MemoryTasks()
    return Waiting(tasks, "token", lambda: (tasks.answers["token"] or "").partition(":")[0])


@pytest.fixture
def stepfunctions_waiting(aws) -> Waiting:
    url = boto3.client("sqs").create_queue(QueueName="submit")["QueueUrl"]
    client = boto3.client("stepfunctions")
    arn = client.create_state_machine(name="m", definition=waits_at(url), roleArn=ROLE)
    execution = client.start_execution(stateMachineArn=arn["stateMachineArn"], input="{}")

    def ended():
        return until_over(client, execution["executionArn"]).get("error", "")

    return Waiting(StepFunctionsTasks(client), token_at(url), ended)


@pytest.fixture(params=["memory", "stepfunctions"])
def waiting(request) -> Waiting:
    return request.getfixturevalue(f"{request.param}_waiting")


def waits_at(url):
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": url, "MessageBody": {"token.$": "$$.Task.Token"}},
        "End": True,
    }
    return json.dumps({"StartAt": "Wait", "States": {"Wait": task}})


def token_at(url):
    client = boto3.client("sqs")
    while not (messages := client.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages")):
        pass
    return json.loads(messages[0]["Body"])["token"]


def until_over(client, execution):
    while (found := client.describe_execution(executionArn=execution))["status"] == "RUNNING":
        time.sleep(0.01)
    return found


def test_a_task_that_succeeds_lets_the_execution_go_on(waiting):
    waiting.tasks.succeed(waiting.token)
    assert waiting.ended() == ""


def test_a_task_that_fails_lets_the_execution_fail(waiting):
    waiting.tasks.fail(waiting.token, error="AnalysisFailed", cause="exit code 1")
    assert waiting.ended() == "AnalysisFailed"


def test_a_success_is_not_taken_back(waiting):
    assert waiting.tasks.succeed(waiting.token)
    waiting.ended()
    waiting.tasks.succeed(waiting.token)
    waiting.tasks.fail(waiting.token, error="AnalysisFailed", cause="too late")
    assert waiting.ended() == ""


def test_a_failure_is_not_taken_back(waiting):
    waiting.tasks.fail(waiting.token, error="AnalysisFailed", cause="exit code 1")
    waiting.ended()
    waiting.tasks.succeed(waiting.token)
    assert waiting.ended() == "AnalysisFailed"


def test_a_spent_token_says_that_nobody_waited():
    tasks = MemoryTasks()
    assert [tasks.succeed("token"), tasks.succeed("token")] == [True, False]
    assert not tasks.fail("token", error="AnalysisFailed", cause="too late")


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_a_spent_token_is_ignored_however_aws_says_it(aws, code):
    client = boto3.client("stepfunctions")
    with Stubber(client) as stub:
        stub.add_client_error("send_task_success", code, http_status_code=400)
        stub.add_client_error("send_task_failure", code, http_status_code=400)
        assert not StepFunctionsTasks(client).succeed("spent")
        assert not StepFunctionsTasks(client).fail("spent", error="AnalysisFailed", cause="why")
        stub.assert_no_pending_responses()


@pytest.mark.parametrize(
    ("code", "expected"),
    [("ThrottlingException", UnavailableError), ("AccessDeniedException", RefusedError)],
)
def test_an_answer_that_did_not_arrive_is_an_error(aws, code, expected):
    client = boto3.client("stepfunctions")
    with Stubber(client) as stub:
        stub.add_client_error("send_task_success", code, http_status_code=400)
        with pytest.raises(expected):
            StepFunctionsTasks(client).succeed("token")


def test_a_cause_is_cut_where_aws_cuts_it(aws):
    client = boto3.client("stepfunctions")
    expected = {"taskToken": "token", "error": "AnalysisFailed", "cause": "x" * 32_768}
    with Stubber(client) as stub:
        stub.add_response("send_task_failure", {}, expected)
        StepFunctionsTasks(client).fail("token", error="AnalysisFailed", cause="x" * 40_000)
        stub.assert_no_pending_responses()
