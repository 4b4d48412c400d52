"""A stack whose data is kept with a key of the account's own."""

from contextlib import closing

import pytest

from batch_relay.local import process
from batch_relay.local.deployment import PARAMETERS
from batch_relay.local.home import Home
from batch_relay.local.stack import reset, up
from tests.e2e.project import Project
from tests.template import resources


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("key") / "home")
    yield home
    reset(home)


@pytest.fixture(scope="module")
def key(home):
    """The ARN of a key, made before the stack."""
    with home.locked():
        emulator = process.start(home, None, docker=False)
    kms = emulator.session().client("kms", endpoint_url=emulator.endpoint)
    with closing(kms):
        return kms.create_key()["KeyMetadata"]["Arn"]


@pytest.fixture(scope="module")
def stack(home, key):
    with pytest.MonkeyPatch.context() as parameters:
        parameters.setitem(PARAMETERS, "KmsKey", key)
        yield up(home)


@pytest.fixture
def project(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as project:
        yield project


def test_a_run_succeeds_with_a_key_of_ones_own(project):
    project.post({"S": "true"})
    assert project.ended().samples == {"SUCCEEDED": 1}


def test_bucket_and_queues_are_kept_with_it(stack, key, project):
    bucket = project.aws("s3").get_bucket_encryption(Bucket=stack.outputs["DataBucketName"])
    (rule,) = bucket["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == key
    queue = {"QueueUrl": stack.outputs["StartQueueUrl"], "AttributeNames": ["KmsMasterKeyId"]}
    assert project.aws("sqs").get_queue_attributes(**queue)["Attributes"]["KmsMasterKeyId"] == key


def test_so_are_the_logs_of_functions(key, project):
    groups = project.aws("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/batch-relay")
    assert {one.get("kmsKeyId") for one in groups["logGroups"]} == {key}


def test_every_role_may_use_it(stack, key, project):
    iam = project.aws("iam")
    (policy,) = (
        one["Arn"]
        for page in iam.get_paginator("list_policies").paginate(Scope="Local")
        for one in page["Policies"]
        if "KeyUse" in one["PolicyName"]
    )
    users = iam.list_entities_for_policy(PolicyArn=policy)["PolicyRoles"]
    assert len(users) == len(resources("AWS::IAM::Role"))
