import pytest

from batch_relay.compute.environments import await_gone, await_valid, explain, look_for
from batch_relay.compute.jobs import Selection, find_jobs
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.domain.statuses import JobStatus


def broken(reason):
    return {"computeEnvironmentName": "lab", "status": "INVALID", "statusReason": reason}


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("User is not authorized to perform: sts:AssumeRole", "let batch.amazonaws.com assume"),
        ("Invalid IamInstanceProfile: instance profile ecs", "name an instance profile"),
        ("You are not authorized to use launch template lt-1", "launch template and its version"),
        ("The image id '[ami-1]' does not exist", "AMI is there"),
        ("You are not authorized to perform this operation", "missing permission"),
        ("The security group 'sg-1' does not exist", "must belong to the subnets' VPC"),
    ],
)
def test_what_keeps_an_environment_from_being_valid_is_explained(reason, said):
    assert said in explain(broken(reason))


def test_a_reason_that_is_new_is_told_as_it_is():
    assert explain(broken("a new reason")).endswith("is INVALID: a new reason")


@pytest.fixture
def kept(memory):
    """The environment as the service keeps it."""
    (found,) = memory.service.registry.compute_environments.values()
    return found


def test_an_environment_is_waited_for(client, kept):
    kept["status"] = "CREATING"
    await_valid(client, "q-ce", patience=10, sleep=lambda _: kept.update(status="VALID"))
    assert kept["status"] == "VALID"


def test_patience_ends(client, kept):
    kept["status"] = "UPDATING"
    slept = []
    with pytest.raises(UnavailableError, match="not ready after 10 seconds"):
        await_valid(client, "q-ce", patience=10, sleep=slept.append)
    assert sum(slept) == 10


def test_an_invalid_one_is_not_waited_for(client, kept):
    kept.update(status="INVALID", statusReason="subnet")
    with pytest.raises(RefusedError, match="check the subnets"):
        await_valid(client, "q-ce", patience=10, sleep=pytest.fail)


def test_one_that_was_deleted_is_no_longer_there(client, kept):
    kept["status"] = "DELETED"
    await_gone(client, "q-ce", patience=10, sleep=pytest.fail)
    assert look_for(client, "q-ce") is None


def test_waiting_jobs_survive_a_change_of_environments(client, memory):
    memory.ask("UpdateComputeEnvironment", computeEnvironment="q-ce", state="DISABLED")
    memory.submit()
    memory.ask("UpdateComputeEnvironment", computeEnvironment="q-ce", state="ENABLED")
    (job,) = find_jobs(client, Selection(queue="q"))
    assert job.status is JobStatus.STARTING
