import pytest

from tests.unit.local.batch.memory import Batch

MINUTES = 60_000


@pytest.fixture
def fair(batch):
    batch.fair_queue("fair")
    return batch


def submit(batch, share, priority=0, **request):
    asked = {"shareIdentifier": share, "schedulingPriorityOverride": priority, **request}
    return batch.submit(f"{share}-{priority}", jobQueue="fair", **asked)


def order(batch, *jobs):
    """End whatever runs, until all jobs have; return the order in which they started."""
    started = []
    while left := [job for job in jobs if job not in started]:
        (running,) = [job for job in left if batch.status(job) == ["STARTING"]]
        started.append(running)
        batch.end(running)
    return started


def test_share_and_priority_are_shown(fair):
    detail = fair.job(submit(fair, "lab", 7))
    assert (detail["shareIdentifier"], detail["schedulingPriority"]) == ("lab", 7)


def test_the_more_urgent_job_of_a_share_goes_first(fair):
    first, idle, urgent = (submit(fair, "lab", priority) for priority in (0, 1, 9))
    assert order(fair, first, idle, urgent) == [first, urgent, idle]


def test_jobs_of_one_share_and_priority_go_in_their_order(fair):
    jobs = [submit(fair, "lab") for _ in range(4)]
    assert order(fair, *jobs) == jobs


def test_shares_take_turns_whatever_the_priority_in_one(fair):
    many = [submit(fair, "many", 99) for _ in range(4)]
    few = [submit(fair, "few") for _ in range(2)]
    assert order(fair, *many, *few) == [many[0], few[0], many[1], few[1], *many[2:]]


def test_jobs_that_start_together_are_of_different_shares(batch):
    batch.fair_queue("fair", vcpus=2)
    blocker = submit(batch, "many", containerOverrides={"vcpus": 2, "memory": 1000})
    jobs = [submit(batch, share) for share in ("many", "many", "few")]
    batch.end(blocker)
    assert batch.status(*jobs) == ["STARTING", "RUNNABLE", "STARTING"]


def test_a_share_that_weighs_half_gets_twice_as_much(batch):
    weights = [{"shareIdentifier": "heavy*", "weightFactor": 0.5}]
    batch.fair_queue("fair", shareDistribution=weights)
    jobs = [submit(batch, share) for share in ["light"] * 4 + ["heavy1"] * 4]
    first = order(batch, *jobs)[:6]
    assert sum(job in jobs[4:] for job in first) == 4


def test_use_counts_no_more_once_it_is_long_past(fair):
    ledger, queue = fair.service.engine.ledger, "job-queue/fair"
    fair.end(submit(fair, "lab"))
    (arn,) = [arn for arn in fair.service.registry.job_queues if arn.endswith(queue)]
    now = fair.service.engine.clock()
    assert set(ledger.used_by_share(arn, now=now, decay=10 * MINUTES)) == {"lab"}
    later = ledger.used_by_share(arn, now=now + 11 * MINUTES, decay=10 * MINUTES)
    assert later == {"lab": 0}


def test_what_shares_used_is_known_after_a_restart(fair):
    many = [submit(fair, "many") for _ in range(2)]
    _, third = submit(fair, "few"), submit(fair, "third")
    fair.end(many[0])
    again = Batch()
    again.service.load(fair.service.dump())
    again.service.engine.resume()
    assert again.status(third, many[1]) == ["STARTING", "RUNNABLE"]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({}, "shareIdentifier must be specified."),
        ({"shareIdentifier": "lab"}, "Either schedulingPriority in job definition or"),
        ({"shareIdentifier": "my-lab", "schedulingPriorityOverride": 1}, "is not alphanumeric"),
        ({"shareIdentifier": "a" * 256, "schedulingPriorityOverride": 1}, "is not alphanumeric"),
        ({"shareIdentifier": "lab", "schedulingPriorityOverride": 10_000}, "between 0 and 9999"),
        ({"shareIdentifier": "lab", "schedulingPriorityOverride": -1}, "between 0 and 9999"),
    ],
)
def test_a_fair_queue_refuses_a_job_without_its_share_and_priority(fair, asked, problem):
    assert problem in fair.refusal(
        "SubmitJob", jobName="j", jobQueue="fair", jobDefinition="d", **asked
    )


def test_the_priority_of_a_job_definition_will_do(fair):
    fair.define("urgent", schedulingPriority=3)
    job = fair.submit(jobQueue="fair", jobDefinition="urgent", shareIdentifier="lab")
    assert fair.job(job)["schedulingPriority"] == 3


@pytest.mark.parametrize("asked", [{"shareIdentifier": "a"}, {"schedulingPriorityOverride": 1}])
def test_any_other_queue_refuses_share_and_priority(batch, asked):
    refused = batch.refusal("SubmitJob", jobName="j", jobQueue="q", jobDefinition="d", **asked)
    assert refused.startswith("Job queue q has no scheduling policy")


def test_a_queue_takes_no_policy_that_is_not_there(fair):
    arn = "arn:aws:batch:eu-west-1:111122223333:scheduling-policy/none"
    refused = fair.refusal("UpdateJobQueue", jobQueue="fair", schedulingPolicyArn=arn)
    assert refused == f"Scheduling policy {arn} does not exist."


def test_a_queue_made_without_a_policy_can_be_given_none(fair):
    arn = fair.ask("ListSchedulingPolicies")["schedulingPolicies"][0]["arn"]
    refused = fair.refusal("UpdateJobQueue", jobQueue="q", schedulingPolicyArn=arn)
    assert refused == "A FIFO job queue can't have a scheduling policy added."
    assert fair.ask("UpdateJobQueue", jobQueue="fair", schedulingPolicyArn=arn)
