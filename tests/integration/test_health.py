"""What `admin health` says of a stack, well or not."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from batch_relay.adapters.dynamodb.bookmarks import DynamoBookmarks
from batch_relay.cli.main import main
from batch_relay.connection import Services
from tests.integration.conftest import table_shape

ALARM = {
    "AlarmName": "dead-letters",
    "AlarmDescription": "Messages that were given up wait.",
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1,
    "Namespace": "AWS/SQS",
    "MetricName": "ApproximateNumberOfMessagesVisible",
    "Period": 300,
    "Statistic": "Maximum",
    "Threshold": 0,
}
NOW = datetime.now(UTC)
MAPPING = "0f6a5a6f-2d1c-4a0e-9d5e-8f0f0b9c7a11"


@pytest.fixture
def stack(aws):
    """A stack that is well, as its owner sees it; CloudFormation's answers are prepared."""
    boto3.client("dynamodb").create_table(TableName="t", **table_shape())
    swept(NOW)
    boto3.client("cloudwatch").put_metric_alarm(**ALARM)
    sqs = boto3.client("sqs")
    dead, submit = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("dead", "submit"))
    found = [
        ("AWS::SQS::Queue", "SubmitDeadLetters", dead),
        ("AWS::SQS::Queue", "SubmitQueue", submit),
        ("AWS::CloudWatch::Alarm", "DeadLettersAlarm", "dead-letters"),
        ("AWS::Lambda::Function", "SubmitJobFunction", "submit_job"),
        ("AWS::Events::Rule", "OutputRule", "outputs"),
        ("AWS::Lambda::EventSourceMapping", "SubmitJobFunctionQueue", MAPPING),
    ]
    boto3.client("events").put_rule(Name="outputs", EventPattern='{"source": ["aws.s3"]}')
    return Services(session=knowing(found))


def knowing(resources):
    """A session whose clients of CloudFormation know one stack of these resources."""
    names = ("ResourceType", "LogicalResourceId", "PhysicalResourceId")
    listed = [dict(zip(names, one, strict=True)) for one in resources]
    stack = {"Outputs": [{"OutputKey": "TableName", "OutputValue": "t"}]}
    session = boto3.Session()
    session.trigger = {"State": "Enabled"}
    for operation, said in (
        ("DescribeStacks", {"Stacks": [stack]}),
        ("ListStackResources", {"StackResourceSummaries": listed}),
        ("GetEventSourceMapping", session.trigger),
    ):
        reply = (AWSResponse("", 200, {}, None), said)
        session.events.register(f"before-call.*.{operation}", lambda r=reply, **_: r)
    return session


def swept(at):
    """Let the reconciler have come to its end then."""
    bookmarks = DynamoBookmarks(boto3.client("dynamodb"), "t")
    bookmarks.look_until(at - timedelta(seconds=900))


def alarm(state):
    client = boto3.client("cloudwatch")
    client.set_alarm_state(AlarmName="dead-letters", StateValue=state, StateReason="a test")


def send(queue):
    sqs = boto3.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody="x")


def measure(namespace, metric, value, dimension, name):
    data = {"MetricName": metric, "Value": value, "Timestamp": NOW - timedelta(minutes=1)}
    dimensions = [{"Name": dimension, "Value": name}]
    boto3.client("cloudwatch").put_metric_data(
        Namespace=namespace, MetricData=[data | {"Dimensions": dimensions}]
    )


@pytest.fixture
def health(stack, capsys):
    """Run the command; return its exit code, and what it says is not well."""
    target = SimpleNamespace(services=lambda _: stack, stack="batch-relay")

    def run():
        with pytest.raises(SystemExit) as done:
            main(["admin", "health", "--json"], target=target)
        said = json.loads(capsys.readouterr().out)
        return done.value.code or 0, {one["subject"]: one["said"] for one in said if not one["ok"]}

    return run


def test_a_stack_that_is_well_has_nothing_to_say(health):
    send("submit")
    assert health() == (0, {})


def test_an_alarm_is_told_with_what_it_means(health):
    alarm("ALARM")
    assert health() == (1, {"alarms": "dead-letters: Messages that were given up wait."})


def test_dead_letters_are_told_before_their_alarm_is(health):
    send("dead")
    code, said = health()
    assert (code, list(said)) == (1, ["SubmitDeadLetters"])
    assert said["SubmitDeadLetters"].startswith("1 dead letters; `admin dead-letters show")


def test_a_reconciler_that_has_stopped_is_told(health):
    swept(NOW - timedelta(hours=2))
    code, said = health()
    assert (code, list(said)) == (1, ["sweeps"])
    assert "long ago" in said["sweeps"]


def test_samples_that_are_stuck_are_told(health):
    measure("BatchRelay/batch-relay", "Repairs", 5, "service", "batch-relay")
    measure("BatchRelay/batch-relay", "StuckSamples", 2, "service", "batch-relay")
    said = "5 repairs in the last hour, 2 of samples without news and without a job"
    assert health() == (1, {"reconciler": said})


def test_functions_that_fail_more_often_than_now_and_then_are_told(health):
    measure("AWS/Lambda", "Invocations", 200, "FunctionName", "submit_job")
    measure("AWS/Lambda", "Errors", 2, "FunctionName", "submit_job")
    assert health() == (0, {})
    measure("AWS/Lambda", "Errors", 1, "FunctionName", "submit_job")
    assert health() == (1, {"SubmitJobFunction": "200 calls in the last hour, 3 failed"})


def test_a_rule_that_somebody_switched_off_is_told(health):
    boto3.client("events").disable_rule(Name="outputs")
    said = "disabled: nothing comes of it; `aws events enable-rule --name outputs`"
    assert health() == (1, {"OutputRule": said})


def test_a_trigger_that_somebody_switched_off_is_told(health, stack):
    stack.session.trigger["State"] = "Disabled"
    code, said = health()
    assert (code, list(said)) == (1, ["SubmitJobFunctionQueue"])
    assert said["SubmitJobFunctionQueue"].endswith(f"--enabled --uuid {MAPPING}`")
