"""One contract for Jobs: in memory and on AWS."""

from dataclasses import replace
from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.adapters.batch import BatchJobs
from batch_relay.adapters.memory.services import MemoryJobs
from batch_relay.domain.errors import RefusedError, UnavailableError
from tests.examples import attempt, change, job

TRUST = '{"Version": "2012-10-17", "Statement": []}'
CONTAINER = {"image": "tool", "vcpus": 1, "memory": 512}


@pytest.fixture
def memory_jobs() -> MemoryJobs:
    return MemoryJobs()


@pytest.fixture
def batch_jobs(aws) -> BatchJobs:
    role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    client = boto3.client("batch")
    made = client.create_compute_environment(
        computeEnvironmentName="machines", type="UNMANAGED", serviceRole=role["Role"]["Arn"]
    )
    order = [{"order": 1, "computeEnvironment": made["computeEnvironmentArn"]}]
    for name in ("spot", "on-demand"):
        client.create_job_queue(
            jobQueueName=name, state="ENABLED", priority=1, computeEnvironmentOrder=order
        )
    client.register_job_definition(
        jobDefinitionName="tool", type="container", containerProperties=CONTAINER
    )
    return BatchJobs(client, "stack")


@pytest.fixture(params=["memory", "batch"])
def jobs(request) -> MemoryJobs | BatchJobs:
    return request.getfixturevalue(f"{request.param}_jobs")


def test_a_job_carries_the_identity_of_its_attempt(jobs):
    job_id = jobs.submit(job(), attempt(2, generation=3, index=1))
    (found,) = jobs.describe([job_id])
    assert (found.job_id, found.attempt) == (job_id, attempt(2, generation=3, index=1))


def test_every_job_has_an_id_of_its_own(jobs):
    ids = {jobs.submit(job(), attempt()) for _ in range(3)}
    assert len(ids) == 3


def test_a_job_is_found_by_its_name_and_queue(jobs):
    job_id = jobs.submit(job(), attempt())
    assert jobs.find(job()) == (job_id,)
    assert jobs.find(job(queue="on-demand")) == ()


def test_jobs_whose_names_look_alike_are_not_found(jobs):
    for name in ("w_S1_tool-0123456789a", "W_S1_tool-0123456789", "w_S1_tool-012345678"):
        jobs.submit(job(name), attempt())
    assert jobs.find(job("w_S1_tool-0123456789")) == ()


def test_of_jobs_by_one_name_the_oldest_comes_first(jobs):
    ids = [jobs.submit(job(), attempt()) for _ in range(3)]
    assert jobs.find(job()) == tuple(ids)


def test_a_job_that_batch_forgot_is_not_described(jobs):
    job_id = jobs.submit(job(), attempt())
    assert [one.job_id for one in jobs.describe(["forgotten", job_id])] == [job_id]
    assert jobs.describe([]) == ()


def test_a_job_of_another_stack_is_neither_found_nor_described(batch_jobs):
    other = BatchJobs(batch_jobs.client, "another-stack")
    job_id = other.submit(job(), attempt())
    assert batch_jobs.find(job()) == batch_jobs.describe([job_id]) == ()
    assert other.find(job()) == (job_id,)


def test_any_number_of_jobs_is_described(jobs):
    ids = [jobs.submit(job(f"j{n}"), attempt(n + 1)) for n in range(120)]
    assert [one.attempt.number for one in jobs.describe(ids)] == list(range(1, 121))


def test_a_terminated_job_ends_and_may_be_terminated_again(jobs):
    job_id = jobs.submit(job(), attempt())
    jobs.terminate(job_id, "batch-relay: superseded")
    (ended,) = jobs.describe([job_id])
    jobs.terminate(job_id, "batch-relay: once more")
    assert ended.status.is_final
    assert jobs.describe([job_id]) == (ended,)


def test_jobs_of_strangers_are_not_described(batch_jobs):
    asked = {"jobName": "theirs", "jobQueue": "spot", "jobDefinition": "tool"}
    theirs = batch_jobs.client.submit_job(**asked)["jobId"]
    assert batch_jobs.describe([theirs]) == ()


def test_a_job_definition_that_is_not_there_is_refused(batch_jobs):
    with pytest.raises(RefusedError, match="missing"):
        batch_jobs.submit(job(definition="missing"), attempt())


def test_overrides_that_batch_does_not_know_are_refused(batch_jobs):
    with pytest.raises(RefusedError, match="gpus"):
        batch_jobs.submit(job(container_overrides={"gpus": 1}), attempt())


def test_a_job_is_found_on_any_page(batch_jobs):
    mine = {"jobId": "2", "jobName": job().name, "createdAt": 2}
    older = replace_id(mine, "1", created=1)
    with Stubber(batch_jobs.client) as stub:
        stub.add_response("list_jobs", {"jobSummaryList": [mine], "nextToken": "n"})
        stub.add_response("list_jobs", {"jobSummaryList": [older]})
        stub.add_response("describe_jobs", {"jobs": [described("2"), described("1")]})
        assert batch_jobs.find(job()) == ("1", "2")


def described(job_id):
    where = {"jobQueue": "spot", "jobDefinition": "tool:1", "startedAt": 0}
    tags = attempt().tags("stack")
    return where | {"jobId": job_id, "jobName": job().name, "status": "RUNNABLE", "tags": tags}


def replace_id(summary, job_id, *, created):
    return summary | {"jobId": job_id, "createdAt": created}


CALLS = {
    "submit_job": lambda jobs: jobs.submit(job(), attempt()),
    "list_jobs": lambda jobs: jobs.find(job()),
    "describe_jobs": lambda jobs: jobs.describe(["1"]),
    "terminate_job": lambda jobs: jobs.terminate("1", "why"),
}


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("TooManyRequestsException", 429, UnavailableError),
        ("ServerException", 500, UnavailableError),
        ("ClientException", 400, RefusedError),
        ("AccessDeniedException", 403, RefusedError),
    ],
)
def test_what_batch_cannot_do_is_for_later_or_for_good(
    batch_jobs, operation, code, status, expected
):
    with Stubber(batch_jobs.client) as stub:
        stub.add_client_error(operation, code, "said so", http_status_code=status)
        with pytest.raises(expected, match="said so"):
            CALLS[operation](batch_jobs)


def test_a_single_job_has_no_children(jobs):
    job_id = jobs.submit(job(indices="17"), attempt())
    (parent,) = jobs.describe([job_id])
    assert jobs.ended_children(parent) == jobs.blocked_children(parent) == ()


def test_children_that_batch_forgot_are_not_told(jobs):
    (parent,) = jobs.describe([jobs.submit(job(), attempt())])
    assert jobs.ended_children(replace(parent, job_id="forgotten")) == ()


def array(**summary):
    return described("a") | {"arrayProperties": {"size": 3, "statusSummary": summary}}


def test_children_that_ended_are_found_on_any_page(batch_jobs):
    """What they are told to be: in tests/integration/local_batch, whose jobs do fail."""
    with Stubber(batch_jobs.client) as stub:
        stub.add_response("describe_jobs", {"jobs": [array(FAILED=2)]})
        stub.add_response("list_jobs", {"jobSummaryList": [child(2)], "nextToken": "n"})
        stub.add_response("list_jobs", {"jobSummaryList": [child(0)]})
        stub.add_response("describe_jobs", {"jobs": []})
        stub.add_response("list_jobs", {"jobSummaryList": [child(1, "SUCCEEDED", exit_code=0)]})
        found = batch_jobs.ended_children(change(job_id="a"))
    assert {one.attempt for one in found} == {attempt()}
    assert [(one.index, one.exit_code) for one in found] == [(0, 3), (2, 3), (1, 0)]


def test_while_a_failed_child_is_not_listed_its_array_is_for_later(batch_jobs):
    with Stubber(batch_jobs.client) as stub:
        stub.add_response("describe_jobs", {"jobs": [array(FAILED=2)]})
        stub.add_response("list_jobs", {"jobSummaryList": [child(0)]})
        with pytest.raises(UnavailableError, match="all jobs of a that failed"):
            batch_jobs.ended_children(change(job_id="a"))


def test_of_children_that_wait_those_are_told_that_hold_up_their_queue(batch_jobs):
    said = {"statusReason": "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - none"}
    waiting = [child(0, "RUNNABLE"), child(1, "RUNNABLE") | said]
    with Stubber(batch_jobs.client) as stub:
        stub.add_response("describe_jobs", {"jobs": [array(RUNNABLE=2)]})
        stub.add_response("list_jobs", {"jobSummaryList": waiting})
        (told,) = batch_jobs.describe(["a"])
        (blocked,) = batch_jobs.blocked_children(told)
    assert told.runnable == 2
    assert (blocked.job_id, blocked.index, blocked.blocked) == ("a:1", 1, True)


def child(index, status="FAILED", exit_code=3):
    summary = {"jobId": f"a:{index}", "jobName": job().name, "status": status, "createdAt": 1}
    return summary | {"arrayProperties": {"index": index}, "container": {"exitCode": exit_code}}


def test_a_long_reason_is_cut_where_batch_cuts_it(batch_jobs):
    expected = {"jobId": "1", "reason": "x" * 1_024}
    with Stubber(batch_jobs.client) as stub:
        stub.add_response("terminate_job", {}, expected)
        batch_jobs.terminate("1", "x" * 2_000)
        stub.assert_no_pending_responses()


def test_jobs_that_go_on_are_found_by_when_they_were_made(memory_jobs):
    """On AWS's side in tests/integration/local_batch: moto does not filter by time."""
    job_id = memory_jobs.submit(job(), attempt())
    memory_jobs.terminate(memory_jobs.submit(job("another"), attempt(2)), "why")
    ever = {"since": datetime(1970, 1, 1, tzinfo=UTC), "before": datetime(2100, 1, 1, tzinfo=UTC)}
    assert memory_jobs.made_between("spot", **ever) == {job_id: memory_jobs.made[job_id]}
    assert memory_jobs.made_between("on-demand", **ever) == {}
    assert memory_jobs.made_between("spot", since=ever["before"], before=ever["before"]) == {}


def test_a_job_for_a_queue_that_is_not_ours_to_use_says_where_to_allow_it(aws):
    client = boto3.client("batch")
    with Stubber(client) as stub:
        stub.add_client_error("submit_job", "AccessDeniedException", "not authorized")
        with pytest.raises(RefusedError, match="not authorized; is queue spot one of JobQueues"):
            BatchJobs(client, "stack").submit(job(), attempt())
