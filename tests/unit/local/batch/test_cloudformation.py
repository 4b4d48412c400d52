import pytest

from batch_relay.local.batch.cloudformation import handlers
from tests.unit.local.batch.memory import SCOPE

CE, QUEUE, DEFINITION, POLICY = (
    f"AWS::Batch::{kind}"
    for kind in ("ComputeEnvironment", "JobQueue", "JobDefinition", "SchedulingPolicy")
)
ENVIRONMENT = {
    "Type": "MANAGED",
    "ReplaceComputeEnvironment": False,
    "ComputeResources": {"Type": "EC2", "MaxvCpus": "4", "Subnets": ["s"]},
}
CONTAINER = {
    "Image": "i",
    "Command": ["x"],
    "Environment": [{"Name": "A", "Value": "1"}],
    "ResourceRequirements": [{"Type": "VCPU", "Value": 1}, {"Type": "MEMORY", "Value": 512}],
    "Privileged": "false",
}
PROPERTIES = {"Type": "container", "ContainerProperties": CONTAINER, "Parameters": {"Key": "v"}}


@pytest.fixture
def types(empty):
    return handlers(lambda name, request: empty.service.call(name, request, scope=SCOPE))


@pytest.fixture
def environment(types):
    return types[CE]["create"]("Ce", ENVIRONMENT, "stack")[0]


@pytest.fixture
def queue(types, environment):
    order = [{"Order": "1", "ComputeEnvironment": environment}]
    properties = {"JobQueueName": "q", "Priority": "5", "ComputeEnvironmentOrder": order}
    return types[QUEUE]["create"]("Queue", properties, "stack")[0]


def test_a_reference_and_the_attribute_give_the_arn(types):
    arn, attributes = types[CE]["create"]("Ce", ENVIRONMENT, "stack")
    assert arn.startswith("arn:aws:batch:eu-west-1:111122223333:compute-environment/Ce-")
    assert attributes == {"ComputeEnvironmentArn": arn}


def test_values_get_the_types_of_the_api(empty, environment):
    (shown,) = empty.ask("DescribeComputeEnvironments")["computeEnvironments"]
    assert shown["computeResources"] == {"type": "EC2", "maxvCpus": 4, "subnets": ["s"]}


def test_a_definition_is_spelled_as_the_api_does(empty, types):
    types[DEFINITION]["create"]("Align", PROPERTIES, "stack")
    (shown,) = empty.ask("DescribeJobDefinitions")["jobDefinitions"]
    assert shown["parameters"] == {"Key": "v"}
    assert shown["containerProperties"]["environment"] == [{"name": "A", "value": "1"}]
    assert shown["containerProperties"]["resourceRequirements"][1] == {
        "type": "MEMORY", "value": "512",
    }  # fmt: skip
    assert shown["containerProperties"]["privileged"] is False


def test_a_queue_is_updated_in_place(empty, types, queue):
    arn, _ = types[QUEUE]["update"](
        queue, {}, {"Priority": 9, "JobQueueName": "q"}, "stack", "Queue"
    )
    (shown,) = empty.ask("DescribeJobQueues")["jobQueues"]
    assert (arn, shown["priority"]) == (queue, 9)


def test_a_definition_that_changes_gets_a_new_revision(empty, types):
    first, _ = types[DEFINITION]["create"]("Align", PROPERTIES, "stack")
    second, attributes = types[DEFINITION]["update"](
        first, PROPERTIES, PROPERTIES, "stack", "Align"
    )
    active = empty.ask("DescribeJobDefinitions", status="ACTIVE")["jobDefinitions"]
    assert [each["jobDefinitionArn"] for each in active] == [second]
    assert attributes == {"JobDefinitionArn": second}


def test_a_stack_can_be_deleted(empty, types, environment, queue):
    policy, _ = types[POLICY]["create"]("Fair", {"FairsharePolicy": {"ShareDecaySeconds": 1}}, "s")
    types[POLICY]["delete"](policy, {})
    types[QUEUE]["delete"](queue, {})
    types[CE]["delete"](environment, {})
    assert empty.ask("DescribeJobQueues")["jobQueues"] == []
    assert empty.ask("DescribeComputeEnvironments")["computeEnvironments"] == []
