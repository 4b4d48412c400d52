"""One contract for Executions: in memory and on AWS."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import boto3
import pytest
from botocore.stub import Stubber
from moto.core.config import default_user_config

from batch_relay.adapters.memory.services import MemoryExecutions
from batch_relay.adapters.stepfunctions import MAX_TURNS, StepFunctionsExecutions
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.domain.runs import RunKey
from batch_relay.services.ports import Executions, Page
from tests.examples import RUN, sample

DONE = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
ROLE = "arn:aws:iam::123456789012:role/r"
ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:sample"


@dataclass
class Machine:
    """The port, and the (workflow, sample, generation) of every execution it started.

    `end` ends all executions, as somebody might by hand.
    """

    executions: Executions
    started: Callable[[], list[tuple[str, str, int]]]
    end: Callable[[], object]


@pytest.fixture
def memory_machine() -> Machine:
    executions = MemoryExecutions()

    def started():
        states = executions.started.values()
        return sorted((one.run.workflow, one.sample.name, one.generation) for one in states)

    return Machine(executions, started, lambda: executions.ended.update(executions.started))


@pytest.fixture
def stepfunctions_machine(aws, monkeypatch) -> Machine:
    # Not executed, an execution goes on until it is stopped.
    monkeypatch.setitem(default_user_config, "stepfunctions", {"execute_state_machine": False})
    client = boto3.client("stepfunctions")
    made = client.create_state_machine(name="m", definition=json.dumps(DONE), roleArn=ROLE)
    arn = made["stateMachineArn"]

    def arns():
        listed = client.list_executions(stateMachineArn=arn)["executions"]
        return [one["executionArn"] for one in listed]

    def started():
        inputs = [
            json.loads(client.describe_execution(executionArn=one)["input"]) for one in arns()
        ]
        return sorted((one["workflow"], one["sample"], one["generation"]) for one in inputs)

    def end():
        return [client.stop_execution(executionArn=one) for one in arns()]

    return Machine(StepFunctionsExecutions(client, arn), started, end)


@pytest.fixture(params=["memory", "stepfunctions"])
def machine(request) -> Machine:
    return request.getfixturevalue(f"{request.param}_machine")


def test_a_sample_is_started(machine):
    machine.executions.start(sample())
    assert machine.started() == [("w", "S1", 1)]


def test_a_started_execution_is_left_alone(machine):
    machine.executions.start(sample())
    machine.executions.start(sample(analyses=5, version="other"))
    assert machine.started() == [("w", "S1", 1)]


def test_samples_and_generations_and_runs_have_executions_of_their_own(machine):
    other = RunKey(project="p", workflow="w2")
    for state in (sample(), sample("S2"), sample(generation=2), sample(of=other)):
        machine.executions.start(state)
    assert machine.started() == [("w", "S1", 1), ("w", "S1", 2), ("w", "S2", 1), ("w2", "S1", 1)]


def test_an_execution_that_is_missing_is_started(machine):
    assert machine.executions.ensure(sample())
    assert machine.started() == [("w", "S1", 1)]


def test_an_execution_at_work_is_left_alone(machine):
    machine.executions.start(sample())
    assert not machine.executions.ensure(sample())
    assert machine.started() == [("w", "S1", 1)]


def test_another_takes_the_place_of_one_that_ended_and_is_left_alone_too(machine):
    machine.executions.start(sample())
    for _ in range(3):
        machine.end()
        assert machine.executions.ensure(sample())
        assert not machine.executions.ensure(sample())


def test_one_that_ended_has_no_part_in_another_generation(machine):
    machine.executions.start(sample())
    machine.executions.start(sample(generation=2))
    assert not machine.executions.ensure(sample(generation=2))
    machine.end()
    assert machine.executions.ensure(sample(generation=2))


def test_a_sample_whose_executions_keep_ending_is_let_be_in_the_end(stepfunctions_machine):
    machine = stepfunctions_machine
    for _ in range(MAX_TURNS):
        assert machine.executions.ensure(sample())
        machine.end()
    assert not machine.executions.ensure(sample())
    assert machine.started() == [("w", "S1", 1)] * MAX_TURNS


def test_what_is_at_work_is_told_with_its_sample(machine):
    machine.executions.start(sample())
    machine.end()
    machine.executions.start(sample(generation=2))
    page = machine.executions.at_work()
    (found,) = page.items
    assert (found.run, found.sample, found.generation, page.next) == (RUN, "S1", 2, None)


def test_what_is_stopped_is_at_work_no_longer_and_may_be_stopped_again(machine):
    machine.executions.start(sample())
    (found,) = machine.executions.at_work().items
    for _ in range(2):
        machine.executions.stop(found, cause="its sample has ended")
    assert machine.executions.at_work().items == ()


def test_an_execution_that_somebody_started_by_hand_is_nobodys(stepfunctions_machine):
    client = stepfunctions_machine.executions.client
    arn = stepfunctions_machine.executions.state_machine_arn
    for said in ("{}", "[]", '{"project": "p", "workflow": "w", "sample": "S1", "generation": ""}'):
        client.start_execution(stateMachineArn=arn, input=said)
    assert stepfunctions_machine.executions.at_work() == Page(items=())


def test_a_place_in_the_list_that_is_too_old_begins_anew(aws):
    client = boto3.client("stepfunctions")
    with Stubber(client) as stub:
        stub.add_client_error("list_executions", "InvalidToken", http_status_code=400)
        stub.add_response("list_executions", {"executions": [], "nextToken": "more"})
        page = StepFunctionsExecutions(client, ARN).at_work(after="yesterday's")
    assert page == Page(items=(), next="more")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ThrottlingException", UnavailableError),
        ("ExecutionLimitExceeded", UnavailableError),
        ("StateMachineDoesNotExist", RefusedError),
    ],
)
def test_an_execution_that_cannot_start_says_whether_to_come_back(aws, code, expected):
    client = boto3.client("stepfunctions")
    with Stubber(client) as stub:
        stub.add_client_error("start_execution", code, http_status_code=400)
        with pytest.raises(expected):
            StepFunctionsExecutions(client, ARN).start(sample())


@pytest.mark.parametrize("call", ["describe_execution", "start_execution"])
def test_an_execution_that_cannot_be_seen_to_now_may_be_later(aws, call):
    client = boto3.client("stepfunctions")
    with Stubber(client) as stub:
        if call == "start_execution":
            stub.add_client_error("describe_execution", "ExecutionDoesNotExist")
        stub.add_client_error(call, "ThrottlingException", http_status_code=400)
        with pytest.raises(UnavailableError):
            StepFunctionsExecutions(client, ARN).ensure(sample())
