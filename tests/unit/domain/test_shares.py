"""Jobs name a share and a priority where their queue shares fairly, and nowhere else."""

import pytest

from batch_relay.domain.catalog import JobQueue, Surroundings
from batch_relay.domain.runs import RunKey
from batch_relay.domain.shares import fair_queues, share_of, with_share
from tests.examples import job, run

FAIR = run(fair_queues=frozenset({"spot"}), priority=7)


def found(**policies):
    queues = {name: JobQueue(name=name, scheduling_policy=arn) for name, arn in policies.items()}
    return Surroundings(queues=queues, definitions={})


@pytest.mark.parametrize(
    ("project", "share"),
    [
        ("smith_cohort2", "smith"),
        ("smith_a_b-c", "smith"),
        ("demo", "demo"),
        ("demo-2", "demo2"),
        ("_x", "x"),
        ("A-b_c", "Ab"),
    ],
)
def test_the_share_is_the_labs_or_the_projects(project, share):
    assert share_of(project) == share


def test_in_a_queue_that_shares_fairly_a_job_has_its_runs_priority():
    asked = with_share(job(queue="spot"), FAIR, None).request()
    assert (asked["shareIdentifier"], asked["schedulingPriorityOverride"]) == ("p", 7)


@pytest.mark.parametrize("priority", [0, 9])
def test_the_priority_of_a_resubmission_goes_before_the_runs(priority):
    assert with_share(job(queue="spot"), FAIR, priority).priority == priority


def test_a_run_without_a_priority_has_the_least():
    one = run(RunKey(project="smith_x", workflow="w"), fair_queues=frozenset({"spot"}))
    shared = with_share(job(queue="arn:aws:batch:eu-west-1:1:job-queue/spot"), one, None)
    assert (shared.share, shared.priority) == ("smith", 0)


def test_any_other_queue_is_told_neither():
    plain = job(queue="on-demand")
    assert with_share(plain, FAIR, 9) == plain
    assert not {"shareIdentifier", "schedulingPriorityOverride"} & plain.request().keys()


def test_queues_that_were_not_looked_at_stay_as_they_were_known():
    assert fair_queues(found(a="arn", b=""), {"b", "c"}) == {"a", "c"}
