import pytest

from batch_relay.compute.waiting import why_waiting

QUEUE = {"jobQueueName": "q", "state": "ENABLED", "status": "VALID"}
ROOM = {
    "computeEnvironmentName": "ce",
    "state": "ENABLED",
    "status": "VALID",
    "computeResources": {"maxvCpus": 8},
}
JOB = {
    "status": "RUNNABLE",
    "container": {"resourceRequirements": [{"type": "VCPU", "value": "4"}]},
}


def why(job=None, queue=None, *environments):
    found = [ROOM | each for each in environments or [{}]]
    return " | ".join(why_waiting(JOB | (job or {}), QUEUE | (queue or {}), found))


def test_a_healthy_queue_may_still_start_instances():
    assert "nothing wrong is to be seen" in why()


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - …", "vCPUs, memory and GPUs"),
        ("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - …", "on-demand queue"),
        ("MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS \u2013 …", "service role lacks"),
        ("something new", "something new"),
    ],
)
def test_what_aws_says_is_explained(reason, said):
    assert said in why({"statusReason": reason})


def test_a_disabled_queue_is_named():
    assert why(None, {"state": "DISABLED"}) == "queue q is DISABLED; it takes no new jobs"


def test_an_invalid_environment_is_named_with_its_reason():
    told = why(None, None, {"status": "INVALID", "statusReason": "no subnet"})
    assert told == "environment ce is INVALID: no subnet"


def test_a_job_that_is_too_large_is_told_so():
    told = why(None, None, {"computeResources": {"maxvCpus": 2}})
    assert told == "environment ce has 2 vCPUs at most, and the job asks for 4"


def test_one_environment_that_could_take_it_is_enough():
    assert "nothing wrong" in why(None, None, {"state": "DISABLED"}, {})


def test_a_job_that_waits_for_another_names_it():
    assert why({"status": "PENDING", "dependsOn": [{"jobId": "1"}]}) == "it waits for 1"
