import pytest

MANAGED = {"type": "MANAGED", "computeResources": {"type": "SPOT", "maxvCpus": 2, "subnets": []}}
CONTAINER = {"image": "i", "vcpus": 1, "memory": 10}


def register(batch, **request):
    request = {"jobDefinitionName": "d", "type": "container", **request}
    return batch.refusal("RegisterJobDefinition", **request)


def test_a_compute_environment_is_created_shown_changed_and_deleted(empty):
    empty.ask("CreateComputeEnvironment", computeEnvironmentName="ce", **MANAGED)
    more = {"maxvCpus": 8}
    empty.ask("UpdateComputeEnvironment", computeEnvironment="ce", computeResources=more)
    (shown,) = empty.ask("DescribeComputeEnvironments")["computeEnvironments"]
    assert (shown["status"], shown["state"]) == ("VALID", "ENABLED")
    assert shown["computeResources"] == {"type": "SPOT", "maxvCpus": 8, "subnets": []}
    empty.ask("UpdateComputeEnvironment", computeEnvironment="ce", state="DISABLED")
    empty.ask("DeleteComputeEnvironment", computeEnvironment="ce")
    assert empty.ask("DescribeComputeEnvironments")["computeEnvironments"] == []


def test_a_compute_environment_in_use_cannot_be_deleted(batch):
    assert "not DISABLED" in batch.refusal("DeleteComputeEnvironment", computeEnvironment="q-ce")
    batch.ask("UpdateComputeEnvironment", computeEnvironment="q-ce", state="DISABLED")
    message = batch.refusal("DeleteComputeEnvironment", computeEnvironment="q-ce")
    assert message == "Cannot delete, found existing JobQueue relationship"


def test_names_are_taken_once(batch):
    again = {"computeEnvironmentName": "q-ce", **MANAGED}
    assert batch.refusal("CreateComputeEnvironment", **again) == "Object already exists"
    order = [{"order": 1, "computeEnvironment": "q-ce"}]
    queue = {"jobQueueName": "q", "priority": 1, "computeEnvironmentOrder": order}
    assert batch.refusal("CreateJobQueue", **queue) == "Object already exists"


def test_queues_are_shown_by_name_or_arn(batch):
    (queue,) = batch.ask("DescribeJobQueues", jobQueues=["q", "none"])["jobQueues"]
    arn = "arn:aws:batch:eu-west-1:111122223333:compute-environment/q-ce"
    assert queue["computeEnvironmentOrder"] == [{"order": 1, "computeEnvironment": arn}]
    assert batch.ask("DescribeJobQueues", jobQueues=[queue["jobQueueArn"]])["jobQueues"] == [queue]


def test_a_queue_needs_compute_environments_that_exist(empty):
    order = [{"order": 1, "computeEnvironment": "none"}]
    queue = {"jobQueueName": "q", "priority": 1}
    message = empty.refusal("CreateJobQueue", **queue, computeEnvironmentOrder=order)
    assert message == "Compute environment none does not exist."
    assert empty.refusal("CreateJobQueue", **queue) == "computeEnvironmentOrder is required."


def test_deleting_a_queue_terminates_its_jobs(batch):
    job = batch.submit()
    batch.start(job)
    batch.ask("UpdateJobQueue", jobQueue="q", state="DISABLED")
    batch.ask("DeleteJobQueue", jobQueue="q")
    batch.end(job, 143)
    assert batch.job(job)["statusReason"] == "Job queue deleted"


def test_an_enabled_queue_cannot_be_deleted(batch):
    message = batch.refusal("DeleteJobQueue", jobQueue="q")
    assert message == "Cannot delete, resource is not DISABLED."


def test_definitions_are_found_by_name_list_and_status(batch):
    second = batch.define(tags={"a": "b"})
    batch.ask("DeregisterJobDefinition", jobDefinition="d:1")
    found = {
        "name": batch.ask("DescribeJobDefinitions", jobDefinitionName="d")["jobDefinitions"],
        "list": batch.ask("DescribeJobDefinitions", jobDefinitions=["d:1"])["jobDefinitions"],
        "status": batch.ask("DescribeJobDefinitions", status="ACTIVE")["jobDefinitions"],
    }
    assert [each["revision"] for each in found["name"]] == [2, 1]
    assert [each["status"] for each in found["list"]] == ["INACTIVE"]
    assert [each["jobDefinitionArn"] for each in found["status"]] == [second]


def test_definitions_come_in_pages(batch):
    for _ in range(4):
        batch.define()
    first = batch.ask("DescribeJobDefinitions", maxResults=3)
    rest = batch.ask("DescribeJobDefinitions", maxResults=3, nextToken=first["nextToken"])
    found = [each["revision"] for page in (first, rest) for each in page["jobDefinitions"]]
    assert found == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({"type": "multinode"}, "Multi-node parallel jobs can't run here."),
        ({"eksProperties": {}}, "Jobs with eksProperties can't run here."),
        ({"ecsProperties": {"taskProperties": []}}, "Jobs with ecsProperties can't run here."),
        ({}, "containerProperties are required."),
        (
            {"containerProperties": {"vcpus": 1, "memory": 1}},
            "Container properties must name an image.",
        ),
        (
            {"containerProperties": {"image": "i", "vcpus": 1}},
            "Container properties must state MEMORY.",
        ),
        ({"containerProperties": {**CONTAINER, "memory": 0}}, "MEMORY of 0 is not legal."),
        (
            {"containerProperties": {**CONTAINER, "command": ["x" * 25_000]}},
            "Job definition size must be less than 24 KiB",
        ),
        (
            {"containerProperties": CONTAINER, "timeout": {"attemptDurationSeconds": 1}},
            "attemptDurationSeconds must be at least 60.",
        ),
        (
            {
                "containerProperties": {
                    **CONTAINER,
                    "resourceRequirements": [{"type": "VCPU", "value": "1"}],
                }
            },
            "VCPU is stated twice, in vcpus and in resourceRequirements.",
        ),
    ],
)
def test_an_illegal_definition_is_refused(empty, request_, problem):
    assert register(empty, **request_) == problem


def test_tags_are_shown_added_and_removed(batch):
    queue = batch.ask("DescribeJobQueues")["jobQueues"][0]["jobQueueArn"]
    job = batch.job(batch.submit(tags={"a": "1"}))["jobArn"]
    for arn in (queue, job):
        batch.ask("TagResource", resourceArn=arn, tags={"a": "2", "b": "3"})
        batch.ask("UntagResource", resourceArn=arn, tagKeys=["b"])
        assert batch.ask("ListTagsForResource", resourceArn=arn)["tags"] == {"a": "2"}


def test_tags_of_nothing_are_refused(batch):
    arn = "arn:aws:batch:eu-west-1:111122223333:job-queue/none"
    assert (
        batch.refusal("ListTagsForResource", resourceArn=arn) == f"Resource {arn} does not exist."
    )


def test_a_scheduling_policy_is_kept_while_a_queue_uses_it(batch):
    batch.fair_queue("fair")
    arn = batch.ask("ListSchedulingPolicies")["schedulingPolicies"][0]["arn"]
    assert "relationship" in batch.refusal("DeleteSchedulingPolicy", arn=arn)
    assert batch.ask("ListSchedulingPolicies")["schedulingPolicies"] == [{"arn": arn}]
    shown = batch.ask("DescribeSchedulingPolicies", arns=[arn])["schedulingPolicies"]
    assert shown == [{"arn": arn, "name": "fair", "tags": {}, "fairsharePolicy": {}}]


def test_what_does_not_work_here_is_refused_clearly(empty):
    message = empty.refusal("ListConsumableResources")
    assert message == "ListConsumableResources is not supported by the local Batch."


def test_more_than_the_scale_is_not_changed_with_best_fit(batch):
    change = {"computeEnvironment": "q-ce", "computeResources": {"instanceTypes": ["m5"]}}
    assert "BEST_FIT" in batch.refusal("UpdateComputeEnvironment", **change)


def test_more_than_the_scale_is_not_changed_under_a_role_of_ones_own(empty):
    resources = {"type": "EC2", "maxvCpus": 4, "allocationStrategy": "BEST_FIT_PROGRESSIVE"}
    empty.ask(
        "CreateComputeEnvironment",
        computeEnvironmentName="own",
        type="MANAGED",
        serviceRole="arn:aws:iam::111122223333:role/Mine",
        computeResources={**resources, "subnets": []},
    )
    change = {"computeEnvironment": "own", "computeResources": {"tags": {"a": "b"}}}
    assert "service-linked" in empty.refusal("UpdateComputeEnvironment", **change)
