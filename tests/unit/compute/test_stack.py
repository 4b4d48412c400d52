"""A compute stack that fails, as AWS tells of it: once it is deleted, by its id only."""

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.compute.stack import ComputeStack
from batch_relay.domain.errors import RefusedError

ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/own/1"
TIME = "2026-11-21T12:00:00Z"
ALWAYS = {"StackId": ID, "StackName": "own", "EventId": "1", "Timestamp": TIME}
STACK = {"StackId": ID, "StackName": "own", "CreationTime": TIME}


def event(name, status, reason="", physical="p"):
    """Something that happened to the stack, or to a part of it."""
    what = {"LogicalResourceId": name, "ResourceStatus": status, "ResourceStatusReason": reason}
    return what | ALWAYS | {"PhysicalResourceId": physical}


CHANGED = event("own", "UPDATE_IN_PROGRESS", physical=ID)
MADE = event("own", "CREATE_IN_PROGRESS", physical=ID)
NO_AMI = event("Spot", "UPDATE_FAILED", "no such AMI")
TOO_MANY = event("Vpc", "CREATE_FAILED", "too many")


@pytest.fixture
def aws():
    client = boto3.client(
        "cloudformation", "eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    with Stubber(client) as stubbed:
        yield stubbed
        stubbed.assert_no_pending_responses()


@pytest.fixture
def failing(aws):
    """A stack that is there, and whose update fails; the pages are what happened to it."""

    def fail(*pages):
        state = STACK | {"StackStatus": "UPDATE_ROLLBACK_COMPLETE"}
        aws.add_response("describe_stacks", {"Stacks": [state]}, {"StackName": "own"})
        aws.add_response("update_stack", {"StackId": ID})
        aws.add_response("describe_stacks", {"Stacks": [state]}, {"StackName": ID})
        for more, page in enumerate(pages, start=1):
            token = {"NextToken": str(more)} if more < len(pages) else {}
            aws.add_response("describe_stack_events", {"StackEvents": page, **token})
        return ComputeStack(cloudformation=aws.client, name="own", wait={"Delay": 0})

    return fail


def test_the_first_failure_counts_and_what_follows_from_it_does_not(failing):
    later = [event("Queue", "UPDATE_FAILED", "Resource update cancelled")]
    with pytest.raises(RefusedError, match="own could not be deployed: Spot: no such AMI"):
        failing(later, [NO_AMI, CHANGED]).deploy({})


def test_failures_of_earlier_deployments_are_past(failing):
    with pytest.raises(RefusedError, match="own could not be deployed: Spot: no such AMI"):
        failing([NO_AMI, CHANGED, TOO_MANY, MADE]).deploy({})


def test_a_stack_that_was_deleted_is_asked_for_by_its_id(aws):
    aws.add_client_error("describe_stacks", "ValidationError", "Stack with id own does not exist")
    aws.add_response("create_stack", {"StackId": ID})
    gone = STACK | {"StackStatus": "DELETE_COMPLETE"}
    aws.add_response("describe_stacks", {"Stacks": [gone]}, {"StackName": ID})
    aws.add_response("describe_stack_events", {"StackEvents": [TOO_MANY, MADE]}, {"StackName": ID})
    with pytest.raises(RefusedError, match="own could not be deployed: Vpc: too many"):
        ComputeStack(cloudformation=aws.client, name="own", wait={"Delay": 0}).deploy({})
