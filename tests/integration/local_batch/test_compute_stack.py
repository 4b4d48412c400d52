"""compute/template.yaml, deployed to the emulator, and jobs on its queues."""

import json

import pytest

from batch_relay.compute.context_file import read_context
from batch_relay.compute.environment_requests import Changes, creation
from batch_relay.compute.queues import list_queues
from batch_relay.compute.stack import ComputeStack, context_of
from batch_relay.domain.errors import NotFoundError, RefusedError

SIZES = {"ArmMaxVcpus": "8", "FargateMaxVcpus": "16"}

KEY = "arn:aws:kms:us-east-1:000000000000:key/1"
WAIT = {"Delay": 1, "MaxAttempts": 60}


@pytest.fixture(scope="module")
def stack(server):
    """The stack with two of the optional environments."""
    stack = ComputeStack(
        cloudformation=server.client("cloudformation"),
        name="compute",
        wait=WAIT,
    )
    stack.deploy({"Buckets": "first,second", "Prefix": "lab", **SIZES})
    return stack


@pytest.fixture(scope="module")
def network(server):
    """A VPC that was there before, with two subnets."""
    ec2 = server.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    made = [ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{n}.0/24")["Subnet"] for n in (0, 1)]
    return vpc, [each["SubnetId"] for each in made]


@pytest.fixture(scope="module")
def full(server, network):
    """The stack in that VPC, with every optional environment, and queues that share fairly."""
    vpc, subnets = network
    stack = ComputeStack(cloudformation=server.client("cloudformation"), name="full", wait=WAIT)
    sizes = {"ArmMaxVcpus": "4", "GpuMaxVcpus": "4", "FargateMaxVcpus": "4"}
    where = {"VpcId": vpc, "SubnetIds": ",".join(subnets)}
    own = {"Buckets": "first", "Prefix": "full", "DataBucket": "relay-data", "FairShare": "true"}
    own["KmsKeys"] = KEY
    stack.deploy(sizes | where | own)
    return stack


@pytest.fixture
def batch(server, stack):
    return server.client("batch")


def resources(server, kind, *, of="compute"):
    client = server.client("cloudformation")
    found = client.describe_stack_resources(StackName=of)["StackResources"]
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


def may_use(server, stack):
    """The statements of the policy that jobs have."""
    iam = server.client("iam")
    role = stack.outputs()["JobRoleArn"].rpartition("/")[2]
    policy = iam.get_role_policy(RoleName=role, PolicyName="buckets")["PolicyDocument"]
    return (json.loads(policy) if isinstance(policy, str) else policy)["Statement"]


def test_jobs_may_use_the_chosen_buckets_only(server, stack):
    objects, buckets = (each["Resource"] for each in may_use(server, stack))
    assert objects == ["arn:*:s3:::first/*", "arn:*:s3:::second/*"]
    assert buckets == ["arn:*:s3:::first", "arn:*:s3:::second"]


def test_jobs_may_read_what_a_summary_sums_up(server, full):
    *_, lists = may_use(server, full)
    assert (lists["Action"], lists["Resource"]) == (
        "s3:GetObject",
        "arn:aws:s3:::relay-data/summaries/*",
    )


def test_jobs_may_use_keys_for_what_is_in_buckets(server, full):
    *_, keys, _ = may_use(server, full)
    assert (keys["Action"], keys["Resource"]) == (["kms:Decrypt", "kms:GenerateDataKey"], [KEY])
    assert keys["Condition"] == {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}


def test_in_a_vpc_that_is_there_no_network_is_made(server, network, full):
    for kind in ("VPC", "Subnet", "InternetGateway", "VPCEndpoint", "RouteTable"):
        assert resources(server, f"AWS::EC2::{kind}", of="full") == []
    assert full.outputs()["SubnetIds"].split(",") == network[1]


def test_every_optional_environment_has_its_queue(full, batch):
    names = {queue.name for queue in list_queues(batch) if queue.name.startswith("full-")}
    assert {"full-arm", "full-gpu", "full-fargate"} <= names
    assert sorted(full.outputs()["JobQueues"].split(",")) == sorted(names)
    assert full.outputs()["ExecutionRoleArn"]


def test_its_queues_share_fairly(full, batch, jobs):
    found = [queue for queue in list_queues(batch) if queue.name.startswith("full-")]
    assert {queue.scheduling_policy for queue in found} == {"full"}
    share = {"shareIdentifier": "smith", "schedulingPriorityOverride": 1}
    request = {"jobName": "j", "jobQueue": "full-small", "jobDefinition": jobs.name}
    job = batch.submit_job(**request, **share, containerOverrides={"command": ["true"]})
    assert jobs.finish(job["jobId"])["shareIdentifier"] == "smith"


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


def test_a_stack_that_fails_tells_why_and_goes(server, stack):
    """The names of its queues are taken."""
    second = ComputeStack(cloudformation=server.client("cloudformation"), name="second", wait=WAIT)
    with pytest.raises(
        RefusedError, match=r"could not be deployed: \w+Queue: Object already exists"
    ):
        second.deploy({"Buckets": "first", "Prefix": "lab"})
    with pytest.raises(NotFoundError):
        second.outputs()
