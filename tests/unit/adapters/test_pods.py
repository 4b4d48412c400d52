"""Jobs on Amazon EKS: what SubmitJob is asked for, and what DescribeJobs tells."""

from batch_relay.adapters.batch import request, to_change
from batch_relay.domain.platforms import Platform
from tests.examples import attempt, job
from tests.unit.adapters.shapes import faults

OVERRIDES = {
    "command": ["align", "--fast"],
    "environment": [{"name": "A", "value": "b"}],
    "resourceRequirements": [
        {"type": "VCPU", "value": "2"},
        {"type": "MEMORY", "value": "2048"},
        {"type": "GPU", "value": "1"},
    ],
}
LIMITS = {"cpu": "2", "memory": "2048Mi", "nvidia.com/gpu": "1"}


def asked(**overrides):
    one = job(container_overrides=overrides, platform=Platform.EKS)
    return request(one, attempt(1, index=0), "stack")


def container(body):
    (found,) = body["eksPropertiesOverride"]["podProperties"]["containers"]
    return found


def test_the_request_is_of_the_shape_that_aws_describes():
    assert faults(asked(**OVERRIDES), "SubmitJobRequest", of="batch") == ""


def test_a_pod_takes_its_own_overrides_and_no_others():
    body = asked(**OVERRIDES)
    assert not {"containerOverrides", "propagateTags"} & body.keys()
    assert container(body)["args"] == ["align", "--fast"]
    assert container(body)["resources"] == {"limits": LIMITS, "requests": LIMITS}


def test_a_pod_knows_who_it_is():
    names = [one["name"] for one in container(asked(**OVERRIDES))["env"]]
    assert "A" in names
    assert "BATCH_RELAY_SAMPLE" in names


def test_what_is_not_overridden_is_left_to_the_definition():
    assert container(asked()).keys() == {"env"}


def test_the_end_of_a_pod_is_read():
    pod = {"containers": [{"name": "main", "resources": {"limits": LIMITS}}]}
    ended = {"containers": [{"exitCode": 137, "reason": "OOMKilled"}], "statusReason": "failed"}
    change = to_change(
        {
            "jobId": "1",
            "status": "FAILED",
            "tags": asked()["tags"],
            "eksProperties": {"podProperties": pod},
            "eksAttempts": [{"containers": [{"exitCode": 1}]}, ended],
        }
    )
    assert (change.exit_code, change.container_reason) == (137, "OOMKilled")
    assert (change.memory, change.vcpus) == (2048, 2)
    assert change.status_reason == "failed"
