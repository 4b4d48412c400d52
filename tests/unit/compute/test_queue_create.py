import json

import pytest

from batch_relay.cli import queue_creation


@pytest.fixture
def environments(memory):
    """Two more environments: spot and on-demand."""
    for name in ("spot", "on-demand"):
        memory.ask(
            "CreateComputeEnvironment",
            computeEnvironmentName=name,
            type="MANAGED",
            computeResources={"type": "EC2", "maxvCpus": 4, "subnets": []},
        )


@pytest.fixture
def create(relay, environments):
    """Make queue `lab` on spot, then on-demand."""
    return lambda *more: relay("queue", "create", "lab", "-e", "spot", "-e", "on-demand", *more)


def queue(memory):
    (found,) = memory.ask("DescribeJobQueues", jobQueues=["lab"])["jobQueues"]
    return found


def test_a_queue_is_made_with_its_environments_in_order(create, memory):
    assert create("--priority", 5, "--tags", "lab=weir,mode=spot")[:2] == (
        0,
        "Queue lab is ready.\n",
    )
    order = [
        e["computeEnvironment"].rpartition("/")[2] for e in queue(memory)["computeEnvironmentOrder"]
    ]
    assert (order, queue(memory)["priority"]) == (["spot", "on-demand"], 5)
    assert queue(memory)["tags"] == {"lab": "weir", "mode": "spot"}


def test_a_queue_runs_jobs(create, memory):
    create()
    job = memory.submit(jobQueue="lab")
    memory.end(job)
    assert memory.status(job) == ["SUCCEEDED"]


@pytest.fixture
def being_made(create, memory, monkeypatch):
    """Have AWS Batch still make the queue, which has this status when somebody has waited."""

    def prepare(then):
        create()
        (kept,) = [q for n, q in memory.service.registry.job_queues.items() if n.endswith("/lab")]
        kept["status"] = "CREATING"
        late = {"status": then, "statusReason": "no environment"}
        monkeypatch.setattr(queue_creation.time, "sleep", lambda _: kept.update(late))

    return prepare


def test_a_queue_that_is_being_made_is_waited_for(create, memory, being_made):
    being_made(then="VALID")
    assert create()[0] == 0
    assert queue(memory)["status"] == "VALID"


def test_a_queue_that_can_not_be_made_is_told(create, being_made):
    being_made(then="INVALID")
    code, _, err = create()
    assert (code, err) == (1, "error: Queue lab is INVALID: no environment\n")


def test_making_it_again_changes_nothing(create, services):
    create("--share", "weir=0.5", "--stuck-after", 600)
    services.asked.clear()
    assert create("--share", "weir=0.5", "--stuck-after", 600)[1] == "Queue lab is so already.\n"
    assert not [each for each in services.asked if not each.startswith("Describe")]


def test_a_queue_that_differs_is_left_alone_and_told(create, memory):
    create()
    code, _, err = create("--priority", 7)
    assert (code, queue(memory)["priority"]) == (1, 1)
    assert "priority is 1, not 7" in err


def test_a_queue_that_differs_is_changed_on_request(create, memory):
    create()
    assert create("--priority", 7, "--update")[0] == 0
    assert queue(memory)["priority"] == 7


def test_shares_make_a_scheduling_policy_of_the_same_name(create, memory):
    create("--share", "weir=0.5", "--share", "fredricks=1")
    arn = queue(memory)["schedulingPolicyArn"]
    (policy,) = memory.ask("DescribeSchedulingPolicies", arns=[arn])["schedulingPolicies"]
    shares = policy["fairsharePolicy"]["shareDistribution"]
    assert [s["shareIdentifier"] for s in shares] == ["weir", "fredricks"]


def test_shares_can_be_changed(create, memory):
    create("--share", "weir=0.5")
    create("--share", "weir=2", "--update")
    arn = queue(memory)["schedulingPolicyArn"]
    (policy,) = memory.ask("DescribeSchedulingPolicies", arns=[arn])["schedulingPolicies"]
    assert policy["fairsharePolicy"]["shareDistribution"][0]["weightFactor"] == 2


def test_a_queue_made_without_shares_is_given_none(create, memory):
    create()
    code, _, err = create("--share", "weir=1", "--update")
    assert code == 1
    assert "Queue lab was made without shares, and AWS Batch can't add them" in err


def test_stuck_jobs_are_ended_for_each_reason_that_aws_takes(create, memory):
    create("--stuck-after", 600)
    actions = queue(memory)["jobStateTimeLimitActions"]
    assert {each["maxTimeSeconds"] for each in actions} == {600}
    assert len(actions) == 3


def test_a_dry_run_prints_the_requests_and_makes_nothing(create, memory):
    _, out, _ = create("--dry-run", "--share", "weir=1")
    assert [each["operation"] for each in json.loads(out)] == [
        "CreateSchedulingPolicy",
        "CreateJobQueue",
    ]
    assert memory.ask("DescribeJobQueues", jobQueues=["lab"])["jobQueues"] == []


def test_an_environment_that_is_not_there_is_named(relay, environments):
    code, _, err = relay("queue", "create", "lab", "-e", "spott")
    assert code == 1
    assert "There is no compute environment 'spott'; did you mean 'spot'?" in err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--share", "weir=heavy"),
        ("--share", "x"),
        ("--share", "weir-lab=1"),
        ("--stuck-after", 5),
        ("--tags", "lab"),
    ],
)
def test_a_wrong_option_is_told(create, wrong):
    code, _, err = create(*wrong)
    assert code == 2
    assert wrong[0] in err
