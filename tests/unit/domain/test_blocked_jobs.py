import pytest

from batch_relay.domain.blocked_jobs import Tell, Terminate, blocked
from batch_relay.domain.definitions import Policy
from batch_relay.domain.failures import GiveUp, Resubmit
from tests.unit.domain.failing import decided, failure, pasts

NO_CAPACITY = (
    "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - Service cannot fulfill the capacity requested "
    "for instance type [m5.24xlarge]"
)
QUEUE_ARN = "arn:aws:batch:us-east-1:111122223333:job-queue/"
ON_DEMAND = Policy(fallback_queue="on-demand")
TOO_LARGE = [
    "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - The job needs more than maxvCpus.",
    "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - No instance meets the job's requirements.",
]
WAITING = [
    "MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED - Not in this zone.",
    "MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS \N{EN DASH} The service role lacks a permission.",
    "ACTION_REQUIRED - See the compute environment.",
    "UNDETERMINED - The root cause is undetermined.",
    "something new",
]


def look(reason, *rules, queue="spot", policy=ON_DEMAND):
    return blocked(reason, queue=queue, history=pasts(*rules), policy=policy)


def test_without_capacity_a_job_is_ended_and_goes_to_the_fallback_queue():
    verdict = look(NO_CAPACITY)
    assert isinstance(verdict, Terminate)
    decision = decided(failure(verdict.reason), policy=ON_DEMAND)
    assert (type(decision), decision.queue) == (Resubmit, "on-demand")


def test_without_a_fallback_queue_it_waits():
    verdict = look(NO_CAPACITY, policy=Policy())
    assert isinstance(verdict, Tell)
    assert "fallback_queue" in verdict.reason


@pytest.mark.parametrize("queue", ["on-demand", f"{QUEUE_ARN}on-demand"])
def test_on_the_fallback_queue_it_waits(queue):
    assert isinstance(look(NO_CAPACITY, queue=queue), Tell)


def test_a_job_that_might_not_be_tried_again_waits():
    policy = Policy(fallback_queue="on-demand", infrastructure=1)
    verdict = look(NO_CAPACITY, "agent failed", policy=policy)
    assert isinstance(verdict, Tell)
    assert "retry.infrastructure" in verdict.reason


@pytest.mark.parametrize("reason", TOO_LARGE)
def test_a_job_that_fits_nowhere_is_ended_and_given_up(reason):
    verdict = look(reason)
    assert isinstance(verdict, Terminate)
    decision = decided(failure(verdict.reason))
    assert (type(decision), decision.rule) == (GiveUp, "fits no instance")
    assert reason in decision.reason


@pytest.mark.parametrize("reason", WAITING)
def test_for_anything_else_the_operator_is_told(reason):
    assert look(reason) == Tell(reason=reason)


def test_a_missing_reason_is_told_as_missing():
    assert look("") == Tell(reason="AWS Batch gave no reason")
