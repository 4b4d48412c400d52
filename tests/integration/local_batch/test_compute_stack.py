"""compute/template.yaml, deployed to the emulator, and jobs on its queues."""

import json

import pytest

from batch_relay.compute.context_file import read_context
from batch_relay.compute.environment_requests import Changes, creation
from batch_relay.compute.queues import list_queues
from batch_relay.compute.stack import ComputeStack, context_of
from batch_relay.domain.errors import NotFoundError

SIZES = {"ArmMaxVcpus": "8", "FargateMaxVcpus": "16"}


@pytest.fixture(scope="module")
def stack(server):
    """The stack with two of the optional environments."""
    stack = ComputeStack(
        cloudformation=server.client("cloudformation"),
        name="compute",
        wait={"Delay": 1, "MaxAttempts": 60},
    )
    stack.deploy({"Buckets": "first,second", "Prefix": "lab", **SIZES})
    return stack


@pytest.fixture
def batch(server, stack):
    return server.client("batch")


def resources(server, kind):
    client = server.client("cloudformation")
    found = client.describe_stack_resources(StackName="compute")["StackResources"]
    return [each["PhysicalResourceId"] for each in found if each["ResourceType"] == kind]


def test_the_outputs_name_the_queues_that_are_there(stack, batch):
    named = stack.outputs()["JobQueues"].split(",")
    there = [queue.name for queue in list_queues(batch) if queue.name.startswith("lab-")]
    assert sorted(named) == there
    assert {"lab-small", "lab-urgent", "lab-arm", "lab-fargate"} <= set(there)
    assert "lab-gpu" not in there


def test_spot_is_filled_before_on_demand(stack, batch):
    queues = {queue.name: queue for queue in list_queues(batch)}
    types = [
        batch.describe_compute_environments(computeEnvironments=[name])["computeEnvironments"][0]
        for name in queues["lab-small"].environments
    ]
    assert [each["computeResources"]["type"] for each in types] == ["SPOT", "EC2"]
    assert queues["lab-urgent"].priority > queues["lab-small"].priority


@pytest.mark.parametrize("queue", ["lab-small", "lab-large-on-demand", "lab-urgent"])
def test_a_job_runs_on_a_queue(batch, jobs, queue):
    request = {"jobQueue": queue, "jobDefinition": jobs.name}
    job = batch.submit_job(jobName="j", **request, containerOverrides={"command": ["true"]})
    assert jobs.finish(job["jobId"])["status"] == "SUCCEEDED"


def test_jobs_may_use_the_chosen_buckets_only(server, stack):
    iam = server.client("iam")
    role = stack.outputs()["JobRoleArn"].rpartition("/")[2]
    policy = iam.get_role_policy(RoleName=role, PolicyName="buckets")["PolicyDocument"]
    policy = json.loads(policy) if isinstance(policy, str) else policy
    objects, buckets = (each["Resource"] for each in policy["Statement"])
    assert objects == ["arn:*:s3:::first/*", "arn:*:s3:::second/*"]
    assert buckets == ["arn:*:s3:::first", "arn:*:s3:::second"]


def test_instances_have_encrypted_volumes_and_a_safe_metadata_service(server, stack):
    ec2, template = server.client("ec2"), stack.outputs()["LaunchTemplateId"]
    (version,) = ec2.describe_launch_template_versions(
        LaunchTemplateId=template, Versions=["$Latest"]
    )["LaunchTemplateVersions"]
    data = version["LaunchTemplateData"]
    volumes = [each["Ebs"] for each in data["BlockDeviceMappings"]]
    assert [(v["VolumeType"], v["Encrypted"]) for v in volumes] == [("gp3", True)] * 2
    assert data["MetadataOptions"]["HttpTokens"] == "required"


def test_deploying_it_again_changes_nothing(stack):
    before = stack.outputs()
    assert stack.deploy({"Prefix": "lab"}) == before


def test_a_parameter_is_changed_and_the_others_stay(stack, batch):
    stack.deploy({"SmallMaxVcpus": "99"})
    assert stack.outputs()["OutputBuckets"] == "first,second"
    found = batch.describe_compute_environments()["computeEnvironments"]
    assert 99 in [each["computeResources"].get("maxvCpus") for each in found]


def test_its_context_makes_an_environment(stack, batch):
    context = read_context(json.dumps(context_of(stack.outputs())))
    call = creation("own", context, account="", size="large", changes=Changes())
    batch.create_compute_environment(**call.request)
    (found,) = batch.describe_compute_environments(computeEnvironments=["own"])[
        "computeEnvironments"
    ]
    assert found["status"] == "VALID"


def test_a_stack_that_is_not_there_is_told(server):
    gone = ComputeStack(cloudformation=server.client("cloudformation"), name="gone")
    with pytest.raises(NotFoundError, match="batch-relay compute deploy"):
        gone.outputs()
