"""Dead letters, as the command sees them in an account."""

import json
from dataclasses import replace
from types import SimpleNamespace

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from batch_relay.cli.caller import DeployedStack
from batch_relay.cli.main import main
from batch_relay.connection import Connection
from batch_relay.dead_letters import DeadLetters
from batch_relay.domain.errors import NotFoundError, RefusedError


@pytest.fixture
def letters(aws):
    """Those of a stack of three queues; CloudFormation's answer is prepared."""
    sqs = boto3.client("sqs")
    dead = create(sqs, "SubmitDeadLetters")
    policy = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 5})}
    queues = [dead, create(sqs, "SubmitQueue", **policy), create(sqs, "StatusCountDeadLetters")]
    cloudformation = boto3.client("cloudformation")
    answer(cloudformation, "ListStackResources", {"StackResourceSummaries": resources(queues)})
    return DeadLetters(stack="s", cloudformation=cloudformation, sqs=sqs)


def create(sqs, name, **attributes):
    url = sqs.create_queue(QueueName=f"s-{name}", Attributes=attributes)["QueueUrl"]
    known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return SimpleNamespace(name=name, url=url, arn=known["QueueArn"])


def resources(queues):
    kinds = [("AWS::SQS::Queue", queue.name, queue.url) for queue in queues]
    names = ("ResourceType", "LogicalResourceId", "PhysicalResourceId")
    return [dict(zip(names, kind, strict=True)) for kind in (*kinds, ("AWS::S3::Bucket", "B", "b"))]


def answer(client, operation, parsed, status=200):
    """Let a service answer so; what it is asked is kept."""
    asked = []

    def reply(params, **_):
        asked.append(params["body"])
        return AWSResponse("", status, {}, None), parsed

    service = client.meta.service_model.service_name
    client.meta.events.register(f"before-call.{service}.{operation}", reply)
    return asked


def refuse(client, operation, code, status=400):
    return answer(client, operation, {"Error": {"Code": code, "Message": code}}, status)


@pytest.fixture
def give_up(letters):
    """Put messages into a dead-letter queue."""

    def put(*bodies, name="submit", **more):
        for body in bodies:
            letters.sqs.send_message(QueueUrl=letters.queue(name).url, MessageBody=body, **more)

    return put


def bodies(letters, name="submit"):
    return sorted(one.body for one in letters.look(letters.queue(name), limit=100))


@pytest.fixture
def without_tasks(letters):
    refuse(letters.sqs, "StartMessageMoveTask", "InvalidAction")


def test_each_queue_tells_its_messages_and_where_they_came_from(letters, give_up):
    give_up("1", "2")
    told = [(one.name, one.messages, one.source) for one in letters.queues()]
    assert told == [("StatusCountDeadLetters", 0, ""), ("SubmitDeadLetters", 2, "SubmitQueue")]


def test_looking_at_messages_leaves_them(letters, give_up):
    give_up(*map(str, range(12)))
    assert bodies(letters) == bodies(letters) == sorted(map(str, range(12)))
    assert len(letters.look(letters.queue("submit"), limit=3)) == 3


def test_a_queue_goes_by_its_name_or_what_stands_before_the_suffix(letters):
    assert letters.queue("submit") == letters.queue("SubmitDeadLetters")
    with pytest.raises(NotFoundError, match="did you mean 'SubmitDeadLetters'"):
        letters.queue("SubmtDeadLetters")


def test_sqs_sends_messages_back(letters, give_up):
    give_up("1")
    asked = answer(letters.sqs, "StartMessageMoveTask", {"TaskHandle": "t"})
    done = letters.redrive(letters.queue("submit"))
    assert (done.source, done.messages, done.goes_on) == ("SubmitQueue", 1, True)
    assert json.loads(asked[0]) == {"SourceArn": letters.queue("submit").arn}


def test_without_such_a_task_each_message_goes_back_as_it_was(letters, give_up, without_tasks):
    attributes = {"kind": {"DataType": "String", "StringValue": "x"}}
    give_up(*map(str, range(12)), MessageGroupId="p", MessageAttributes=attributes)
    queue = letters.queue("submit")
    assert letters.redrive(queue).messages == 12
    assert bodies(letters) == []
    (message,) = letters.sqs.receive_message(
        QueueUrl=queue.source_url,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    )["Messages"]
    assert message["Attributes"]["MessageGroupId"] == "p"
    assert message["MessageAttributes"] == attributes


def test_what_came_from_no_queue_can_not_go_back(letters, give_up):
    give_up("1", name="statuscount")
    with pytest.raises(RefusedError, match="came from no queue"):
        letters.redrive(letters.queue("statuscount"))
    assert bodies(letters, "statuscount") == ["1"]


def test_a_task_that_is_denied_is_told(letters, give_up):
    give_up("1")
    refuse(letters.sqs, "StartMessageMoveTask", "AccessDenied", 403)
    with pytest.raises(RefusedError, match="AccessDenied"):
        letters.redrive(letters.queue("submit"))


@pytest.fixture
def admin(letters, capsys, monkeypatch):
    """Run the command; return its exit code, its stdout and its stderr."""
    monkeypatch.setenv("COLUMNS", "100")
    target = SimpleNamespace(dead_letters=lambda: letters)

    def run(*arguments):
        with pytest.raises(SystemExit) as done:
            main(["admin", "dead-letters", *arguments], target=target)
        return done.value.code or 0, *capsys.readouterr()

    return run


def test_the_command_lists_shows_and_sends_back(admin, give_up, without_tasks):
    give_up('{"sample": "a"}')
    out = admin("list")[1]
    assert "SubmitDeadLetters" in out
    assert "SubmitQueue" in out
    assert '{"sample": "a"}' in admin("show", "submit")[1]
    assert admin("redrive", "submit")[1] == "Messages sent back to SubmitQueue: 1.\n"


def test_the_command_prints_json(admin, give_up, without_tasks):
    give_up("x")
    listed = json.loads(admin("list", "--json")[1])
    assert [(each["name"], each["messages"]) for each in listed][1] == ("SubmitDeadLetters", 1)
    assert listed[0]["oldest"] is None
    assert json.loads(admin("show", "submit", "--json")[1])[0]["body"] == "x"
    assert json.loads(admin("redrive", "submit", "--json")[1])["messages"] == 1


def test_a_stack_that_is_not_there_is_not_found(letters):
    cloudformation = boto3.client("cloudformation")
    refuse(cloudformation, "ListStackResources", "ValidationError")
    with pytest.raises(NotFoundError):
        replace(letters, cloudformation=cloudformation).queues()


def test_the_stack_is_that_of_the_commands_options(aws):
    connection = Connection(stack="mine", region="us-east-1")
    assert DeployedStack(connection=connection).dead_letters().stack == "mine"
