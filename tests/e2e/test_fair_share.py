"""A queue with one place, which labs share fairly; priorities in each lab."""

from contextlib import ExitStack, closing
from uuid import uuid4

import pytest

from batch_relay.domain.errors import InvalidError
from batch_relay.local.account import ON_DEMAND
from tests.e2e.project import Project, wait_for

QUEUE = "fair-test"
RECLAIMED = "[ $BATCH_RELAY_ATTEMPT = 3 ] || sleep 60"


@pytest.fixture(scope="module")
def batch(aws):
    """AWS Batch, where the queue was made anew with a scheduling policy, and one vCPU."""
    batch = aws("batch")
    batch.update_job_queue(jobQueue=QUEUE, state="DISABLED")
    batch.delete_job_queue(jobQueue=QUEUE)
    batch.update_compute_environment(computeEnvironment=QUEUE, computeResources={"maxvCpus": 1})
    policy = batch.create_scheduling_policy(name=QUEUE, fairsharePolicy={})["arn"]
    order = [{"order": 1, "computeEnvironment": QUEUE}]
    batch.create_job_queue(
        jobQueueName=QUEUE, priority=1, computeEnvironmentOrder=order, schedulingPolicyArn=policy
    )
    return batch


@pytest.fixture
def lab():
    """The name of a lab that nobody else has."""
    return f"lab{uuid4().hex[:8]}"


@pytest.fixture
def make(stack, batch, tmp_path):
    """Make projects of labs, whose jobs go to the queue."""
    with ExitStack() as projects:
        yield lambda lab: projects.enter_context(
            closing(Project(stack, tmp_path, lab=lab, queue=QUEUE))
        )


@pytest.fixture
def gate(make, tmp_path):
    """Another lab's job, which occupies the queue until this file is there."""
    gate, project = tmp_path / "gate", make(f"gate{uuid4().hex[:8]}")
    project.post({"S": f"until [ -e {gate} ]; do sleep 0.1; done"})
    project.running("S")
    return gate


def waiting(*projects):
    """The jobs of theirs that wait in the queue."""
    jobs = [job for project in projects for job in project.jobs()]
    return [job for job in jobs if job["status"] == "RUNNABLE"]


def in_order(*projects):
    """The projects of all jobs, in the order in which they were started."""
    for project in projects:
        assert project.ended().status == "SUCCEEDED"
    jobs = [(job["startedAt"], project) for project in projects for job in project.jobs()]
    return [project for _, project in sorted(jobs, key=lambda each: each[0])]


def test_the_more_urgent_run_of_a_lab_goes_first(make, lab, gate):
    usual, urgent = make(lab), make(lab)
    usual.post({"a": "true", "b": "true"})
    urgent.post({"c": "true", "d": "true"}, priority=100)
    jobs = wait_for(lambda: len(found := waiting(usual, urgent)) == 4 and found)
    assert {job["shareIdentifier"] for job in jobs} == {lab}
    assert sorted(job["schedulingPriority"] for job in jobs) == [0, 0, 100, 100]
    gate.touch()
    assert in_order(usual, urgent) == [urgent, urgent, usual, usual]


def test_labs_share_the_queue(make, lab, gate):
    many, few = make(f"many{lab}"), make(f"few{lab}")
    many.post(dict.fromkeys("abcd", "true"), priority=100)
    few.post({"e": "true"})
    wait_for(lambda: len(waiting(many, few)) == 5)
    gate.touch()
    assert in_order(many, few).index(few) < 2


def test_a_job_that_is_reclaimed_twice_goes_on_in_a_queue_without_shares(make, lab):
    project = make(lab)
    project.post({"S": RECLAIMED}, priority=7)
    for attempt in (1, 2):
        project.reclaim(project.running("S", attempt=attempt))
    assert project.ended().status == "SUCCEEDED"
    assert [one.queue for one in project.attempts("S")] == [QUEUE, QUEUE, ON_DEMAND]
    shares = [job.get("shareIdentifier") for job in project.jobs()]
    assert sorted(shares, key=str) == [None, lab, lab]


def test_elsewhere_a_priority_is_refused(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as project:
        with pytest.raises(InvalidError) as refused:
            project.post({"S": "true"}, priority=100)
        assert [one.kind for one in refused.value.problems] == ["no_fair_queue"]
