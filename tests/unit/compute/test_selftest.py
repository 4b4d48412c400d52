import pytest

from batch_relay.compute import selftest
from batch_relay.compute.selftest import begin, look, stop
from batch_relay.domain.errors import RefusedError


@pytest.fixture
def trial(client):
    return begin(client, "q", definition="", size=3)


def finish(memory, trial, exit_code=0):
    memory.end(trial.job)
    for index in range(3):
        memory.end(f"{trial.array}:{index}", exit_code)


def test_an_array_runs_after_a_job(client, memory, trial):
    assert memory.status(*trial.ids) == ["STARTING", "PENDING"]
    finish(memory, trial)
    report = look(client, trial)
    assert (report.succeeded, report.complaints) == (True, ())


def test_a_fair_share_queue_is_told_a_share(client, memory):
    memory.fair_queue("fair")
    trial = begin(client, "fair", definition="", size=3, fair=True)
    assert {memory.job(job)["shareIdentifier"] for job in trial.ids} == {"selftest"}


def test_our_definition_is_registered_once(client, memory, trial):
    begin(client, "q", definition="", size=0)
    found = memory.ask("DescribeJobDefinitions", jobDefinitionName=selftest.NAME)
    assert len(found["jobDefinitions"]) == 1


@pytest.fixture
def environment(memory):
    """The queue's environment as the service keeps it."""
    (found,) = memory.service.registry.compute_environments.values()
    return found


def test_our_definition_is_not_sent_to_fargate(client, environment):
    environment["computeResources"]["type"] = "FARGATE_SPOT"
    with pytest.raises(RefusedError, match=r"Queue q is on Fargate, .*; name --jobdef"):
        begin(client, "q", definition="", size=0)


def test_our_definition_is_not_sent_to_eks(client, environment):
    environment["eksConfiguration"] = {"eksClusterArn": "c", "kubernetesNamespace": "n"}
    with pytest.raises(RefusedError, match="Queue q is on EKS"):
        begin(client, "q", definition="", size=0)


def test_a_definition_that_is_named_is_tried_anywhere(client, memory, environment):
    environment["computeResources"]["type"] = "FARGATE"
    assert begin(client, "q", definition="d", size=0).ids


def test_a_failed_task_is_named(client, memory, trial):
    finish(memory, trial, exit_code=1)
    report = look(client, trial)
    assert not report.succeeded
    assert len(report.complaints) == 3
    assert "[0] failed" in report.complaints[0]


def test_a_job_that_waits_is_explained(client, memory):
    environment = {"computeEnvironment": "q-ce", "state": "DISABLED"}
    memory.ask("UpdateComputeEnvironment", **environment)
    trial = begin(client, "q", definition="", size=0)
    assert look(client, trial).complaints == (
        "batch-relay-selftest-job waits: environment q-ce is DISABLED",
    )


def test_a_trial_that_is_given_up_leaves_nothing(client, memory, trial):
    memory.start(trial.job)
    stop(client, trial)
    memory.end(trial.job, 143)
    assert memory.status(*trial.ids) == ["FAILED", "FAILED"]


def test_an_array_that_is_refused_leaves_no_job(client, memory):
    with pytest.raises(RefusedError):
        begin(client, "q", definition="d", size=1)
    assert memory.service.engine.ledger.jobs
    assert all(job.is_terminated for job in memory.service.engine.ledger.jobs.values())


def test_the_command_tells_what_is_wrong_and_gives_up(relay, memory):
    memory.ask("UpdateComputeEnvironment", computeEnvironment="q-ce", state="DISABLED")
    code, _, err = relay("selftest", "--queue", "q", "--patience", 0, "--every", 0)
    assert code == 1
    assert "did not end within 0 seconds; its jobs were ended" in err
