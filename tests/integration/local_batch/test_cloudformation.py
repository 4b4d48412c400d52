"""A stack with AWS::Batch resources."""

import json

import pytest

TEMPLATE = {
    "Resources": {
        "Machines": {
            "Type": "AWS::Batch::ComputeEnvironment",
            "Properties": {
                "Type": "MANAGED",
                "ComputeResources": {"Type": "EC2", "MaxvCpus": 2, "Subnets": ["s"]},
            },
        },
        "Queue": {
            "Type": "AWS::Batch::JobQueue",
            "Properties": {
                "JobQueueName": "from-a-stack",
                "Priority": 1,
                "ComputeEnvironmentOrder": [
                    {"Order": 1, "ComputeEnvironment": {"Ref": "Machines"}}
                ],
            },
        },
        "Hello": {
            "Type": "AWS::Batch::JobDefinition",
            "Properties": {
                "Type": "container",
                "JobDefinitionName": "hello-from-a-stack",
                "ContainerProperties": {
                    "Image": "i",
                    "Command": ["true"],
                    "ResourceRequirements": [
                        {"Type": "VCPU", "Value": "1"},
                        {"Type": "MEMORY", "Value": "100"},
                    ],
                },
            },
        },
    },
    "Outputs": {
        "Queue": {"Value": {"Fn::GetAtt": ["Queue", "JobQueueArn"]}},
        "Hello": {"Value": {"Ref": "Hello"}},
    },
}


@pytest.fixture
def stack(server):
    client = server.client("cloudformation")
    client.create_stack(StackName="batch", TemplateBody=json.dumps(TEMPLATE))
    client.get_waiter("stack_create_complete").wait(StackName="batch", WaiterConfig={"Delay": 1})
    yield client
    client.delete_stack(StackName="batch")
    client.get_waiter("stack_delete_complete").wait(StackName="batch", WaiterConfig={"Delay": 1})


def test_a_job_runs_on_what_a_stack_has_made(stack, jobs):
    (described,) = stack.describe_stacks(StackName="batch")["Stacks"]
    made = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
    job = jobs.batch.submit_job(jobName="j", jobQueue=made["Queue"], jobDefinition=made["Hello"])
    assert jobs.finish(job["jobId"])["status"] == "SUCCEEDED"


def test_a_changed_definition_is_a_new_revision(stack, jobs):
    changed = json.loads(json.dumps(TEMPLATE).replace('"true"', '"false"'))
    stack.update_stack(StackName="batch", TemplateBody=json.dumps(changed))
    stack.get_waiter("stack_update_complete").wait(StackName="batch", WaiterConfig={"Delay": 1})
    found = jobs.batch.describe_job_definitions(
        jobDefinitionName="hello-from-a-stack", status="ACTIVE"
    )["jobDefinitions"]
    assert [each["containerProperties"]["command"] for each in found] == [["false"]]
