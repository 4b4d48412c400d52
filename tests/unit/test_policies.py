"""What the templates let roles do, and how they keep what is kept."""

import json

import pytest

from tests.template import actions, granted, resources, section

TEMPLATES = ["template.yaml", "compute/template.yaml"]
STATEMENTS = [(of, name, each) for of in TEMPLATES for name, each in granted(of=of)]
# What may be asked of everything, and why.
OF_EVERYTHING = {
    "batch:DescribeJobs": "AWS Batch knows no resource for reads",
    "batch:ListJobs": "AWS Batch knows no resource for reads",
    "batch:DescribeJobQueues": "AWS Batch knows no resource for reads",
    "batch:DescribeJobDefinitions": "AWS Batch knows no resource for reads",
    "states:SendTaskSuccess": "the token, which can't be guessed, names the execution",
    "states:SendTaskFailure": "the token, which can't be guessed, names the execution",
    "dynamodb:ListStreams": "streams are listed without naming one",
    "xray:PutTraceSegments": "X-Ray knows no resource for traces",
    "xray:PutTelemetryRecords": "X-Ray knows no resource for traces",
    "xray:GetSamplingRules": "X-Ray knows no resource for rules that all use",
    "xray:GetSamplingTargets": "X-Ray knows no resource for rules that all use",
    "ecs:DiscoverPollEndpoint": "an instance asks where its agent shall ask",
    "ecr:GetAuthorizationToken": "a token for the account's registry, which names no repository",
}
KEY = {"!If": ["HasKmsKey", {"!Ref": "KmsKey"}, {"!Ref": "AWS::NoValue"}]}


def of_everything(statement):
    return statement["Effect"] == "Allow" and statement["Resource"] in ("*", ["*"])


@pytest.mark.parametrize(("of", "name", "statement"), STATEMENTS)
def test_every_action_is_named(of, name, statement):
    assert [action for action in actions(statement) if "*" in action] == []


@pytest.mark.parametrize(("of", "name", "statement"), STATEMENTS)
def test_every_resource_is_named_unless_there_is_a_reason(of, name, statement):
    if of_everything(statement):
        assert set(actions(statement)) <= OF_EVERYTHING.keys()


def test_every_reason_is_needed():
    used = {action for *_, each in STATEMENTS if of_everything(each) for action in actions(each)}
    assert used == OF_EVERYTHING.keys()


def test_no_function_can_gain_what_it_was_not_given():
    gains = ("iam:", "sts:", "lambda:", "cloudformation:", "batch:RegisterJobDefinition")
    given = [action for _, statement in granted() for action in actions(statement)]
    assert [action for action in given if action.startswith(gains)] == []


@pytest.mark.parametrize("role", resources("AWS::IAM::Role"))
def test_a_role_is_for_one_service(role):
    (trust,) = resources("AWS::IAM::Role")[role]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] in (
        {"Service": "lambda.amazonaws.com"},
        {"Service": "states.amazonaws.com"},
    )


@pytest.mark.parametrize(
    ("kind", "where"),
    [("AWS::SQS::Queue", "KmsMasterKeyId"), ("AWS::Logs::LogGroup", "KmsKeyId")],
)
def test_queues_and_logs_are_kept_with_the_key_that_is_given(kind, where):
    assert {name: each.get(where) for name, each in resources(kind).items()} == dict.fromkeys(
        resources(kind), KEY
    )


def test_table_and_bucket_are_kept_with_the_key_that_is_given():
    table = resources("AWS::DynamoDB::Table")["Table"]["SSESpecification"]
    assert table == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY}
    bucket = resources("AWS::S3::Bucket")["DataBucket"]["BucketEncryption"]
    assert '"KMSMasterKeyID": {"!Ref": "KmsKey"}' in json.dumps(bucket)


def test_every_role_may_use_the_key_that_is_given():
    users = resources("AWS::IAM::ManagedPolicy")["KeyUse"]["Roles"]
    assert [each["!Ref"] for each in users] == list(resources("AWS::IAM::Role"))


def test_every_queue_refuses_plain_http():
    statements = {
        queue["!Ref"]: json.dumps(policy["PolicyDocument"])
        for policy in resources("AWS::SQS::QueuePolicy").values()
        for queue in policy["Queues"]
    }
    assert statements.keys() == resources("AWS::SQS::Queue").keys()
    assert all('"aws:SecureTransport": "false"' in each for each in statements.values())


def test_the_bucket_is_closed_to_the_public_and_to_plain_http():
    blocked = resources("AWS::S3::Bucket")["DataBucket"]["PublicAccessBlockConfiguration"]
    assert list(blocked.values()) == [True] * 4
    (statement,) = resources("AWS::S3::BucketPolicy")["DataBucketPolicy"]["PolicyDocument"][
        "Statement"
    ]
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_api_is_throttled():
    (method,) = resources("AWS::Serverless::Api")["Api"]["MethodSettings"]
    assert (method["ResourcePath"], method["HttpMethod"]) == ("/*", "*")
    limits = (method["ThrottlingRateLimit"], method["ThrottlingBurstLimit"])
    assert limits == ({"!Ref": "ApiRate"}, {"!Ref": "ApiBurst"})


def test_nothing_is_traced_unless_it_is_asked_for():
    assert section("Parameters")["Tracing"]["Default"] == "false"
    traced = {"!If": ["HasTracing", True, False]}
    assert resources("AWS::Serverless::Api")["Api"]["TracingEnabled"] == traced
    assert resources("AWS::Serverless::StateMachine")["SampleWorkflow"]["Tracing"] == {
        "Enabled": traced
    }
    assert section("Globals")["Function"]["Tracing"] == {
        "!If": ["HasTracing", "Active", "PassThrough"]
    }


def test_every_role_may_write_traces_where_they_are_asked_for():
    policy = section("Resources")["TraceWriting"]
    assert policy["Condition"] == "HasTracing"
    writers = [each["!Ref"] for each in policy["Properties"]["Roles"]]
    assert writers == list(resources("AWS::IAM::Role"))


def test_jobs_may_read_the_lists_of_samples_in_the_services_bucket_and_nothing_else_there():
    """Where a summary is begun, it is written what its job is to read."""
    (job,) = resources("AWS::IAM::Role", of="compute/template.yaml")["JobRole"]["Policies"]
    _, own = [each for each in job["PolicyDocument"]["Statement"] if "!If" in each]
    given = {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": {"!Sub": "arn:${AWS::Partition}:s3:::${DataBucket}/summaries/*"},
    }
    assert own == {"!If": ["WithDataBucket", given, {"!Ref": "AWS::NoValue"}]}


def test_a_web_acl_that_is_given_stands_before_the_api():
    (firewall,) = resources("AWS::WAFv2::WebACLAssociation").values()
    stage = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Api.Stage}"
    assert firewall == {"ResourceArn": {"!Sub": stage}, "WebACLArn": {"!Ref": "WebAcl"}}
    assert section("Resources")["ApiFirewall"]["Condition"] == "HasWebAcl"
    condition = {"!Not": [{"!Equals": [{"!Ref": "WebAcl"}, ""]}]}
    assert section("Conditions")["HasWebAcl"] == condition
