"""`batch-relay compute`, on a Batch in memory."""

import json
from pathlib import Path

import pytest

from batch_relay.cli import compute_options, progress
from tests.terminal import Terminal

FILE = Path(__file__).with_name("cecontext.json")


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch):
    """Waiting takes none."""
    monkeypatch.setattr(compute_options.time, "sleep", lambda _: None)


@pytest.fixture
def own_role(tmp_path):
    """The context file without its service role: AWS's own is used, so updates work in place."""
    document = json.loads(FILE.read_text())
    del document["accnt_ctx"]["uw"]["serviceRole"]
    (path := tmp_path / "cecontext.json").write_text(json.dumps(document))
    return path


@pytest.fixture
def create(relay, own_role):
    return lambda name="lab", *more: relay("compute", "create", name, "-C", own_role, *more)


def environment(memory, name="lab"):
    found = memory.ask("DescribeComputeEnvironments", computeEnvironments=[name])
    return next(iter(found["computeEnvironments"]), None)


def order(memory, queue="work"):
    (found,) = memory.ask("DescribeJobQueues", jobQueues=[queue])["jobQueues"]
    names = [one["computeEnvironment"] for one in found["computeEnvironmentOrder"]]
    return [name.rpartition("/")[2] for name in names]


@pytest.fixture
def in_use(create, relay, memory):
    """Environment `lab` with queue `work`, and a job that runs there."""
    create()
    relay("queue", "create", "work", "-e", "lab")
    job = memory.submit(jobQueue="work")
    memory.start(job)
    return job


@pytest.mark.parametrize(
    ("line", "said"),
    [("delete lab --yes", "Deleting lab"), ("update lab --max-vcpus 9", "Changing lab")],
)
def test_what_takes_its_time_shows_that_it_goes_on(create, relay, monkeypatch, line, said):
    create()
    shown = Terminal()
    monkeypatch.setattr(progress, "err", lambda: shown.console)
    assert relay("compute", *line.split())[0] == 0
    assert said in shown.getvalue()


def test_an_environment_is_made_and_waited_for(create, memory):
    code, out, _ = create()
    assert (code, environment(memory)["status"]) == (0, "VALID")
    assert "compute-environment/lab is VALID." in out


def test_making_it_again_changes_nothing(create, services):
    create()
    services.asked.clear()
    assert create()[0] == 0
    assert set(services.asked) == {"DescribeComputeEnvironments"}


def test_what_aws_tells_in_another_order_is_the_same(create, memory, services):
    create()
    for kept in memory.service.registry.compute_environments.values():
        kept["computeResources"]["subnets"].reverse()
    services.asked.clear()
    assert create()[0] == 0
    assert set(services.asked) == {"DescribeComputeEnvironments"}


def test_one_that_differs_is_left_alone(create, memory):
    create()
    code, _, err = create("lab", "--size", "medium")
    assert (code, "compute update lab" in err) == (1, True)
    assert "m5.xlarge" in environment(memory)["computeResources"]["instanceTypes"]


def test_a_dry_run_prints_the_request_and_makes_nothing(create, services, memory):
    code, out, _ = create("lab", "--dry-run")
    assert (code, json.loads(out)["computeEnvironmentName"]) == (0, "lab")
    assert services.asked == []


def test_the_profile_is_the_accounts(create, services):
    create("lab", "-a", "nhlbi_ioprov")
    assert services.profiles == ["nhlbi_compute"]


def test_an_invalid_environment_is_explained(create, services, memory, monkeypatch):
    create("lab", "--no-wait")
    environment(memory)
    (kept,) = (
        each
        for each in memory.service.registry.compute_environments.values()
        if each["computeEnvironmentName"] == "lab"
    )
    kept |= {"status": "INVALID", "statusReason": "CLIENT_ERROR - subnet-0a does not exist"}
    code, _, err = create()
    assert (code, err.count("\n")) == (1, 1)
    assert "subnet-0a does not exist; check the subnets" in err


def test_a_problem_of_the_file_is_printed_with_its_line(relay, tmp_path):
    (path := tmp_path / "c.json").write_text('{"accnt_ctx": {"uw": {\n"resource": {}}}}')
    code, _, err = relay("compute", "create", "lab", "-C", path)
    assert code == 1
    assert "c.json:2: [accnt_ctx.uw.resource] The key 'resource' isn't known" in err


def test_a_file_that_is_not_there_is_one_line(relay):
    code, _, err = relay("compute", "create", "lab", "-C", "nowhere.json")
    assert (code, err) == (1, "error: No such file or directory: nowhere.json\n")


@pytest.mark.parametrize(
    ("option", "value", "key", "now"),
    [
        ("--tags", "Analysis=gwas", "tags", {"Analysis": "gwas"}),
        ("--max-vcpus", 64, "maxvCpus", 64),
        ("--ami", "ami-9", "imageId", "ami-9"),
        ("--type", "SPOT", "type", "SPOT"),
        ("--instance-types", "c5,m5", "instanceTypes", ["c5", "m5"]),
    ],
)
def test_a_change_is_made_in_place(create, relay, memory, option, value, key, now):
    create()
    assert relay("compute", "update", "lab", option, value)[:2] == (0, "lab is changed.\n")
    assert environment(memory)["computeResources"][key] == now


def test_a_size_of_the_file_is_taken_over(create, relay, memory, own_role):
    create()
    relay("compute", "update", "lab", "-C", own_role, "--size", "large")
    assert environment(memory)["computeResources"]["maxvCpus"] == 200


def test_what_is_so_already_asks_nothing_of_aws(create, relay, services):
    create()
    services.asked.clear()
    assert relay("compute", "update", "lab", "--type", "EC2")[1] == "lab is so already.\n"
    assert services.asked == ["DescribeComputeEnvironments"]


def test_jobs_have_time_to_end_on_instances_that_are_replaced(create, relay):
    create()
    _, out, _ = relay("compute", "update", "lab", "--ami", "ami-9", "--dry-run")
    (call,) = json.loads(out)
    assert call["request"]["updatePolicy"] == {
        "terminateJobsOnUpdate": False, "jobExecutionTimeoutMinutes": 360,
    }  # fmt: skip


def test_an_environment_with_a_role_of_its_own_is_replaced(relay, memory):
    relay("compute", "create", "lab", "-C", FILE)
    relay("queue", "create", "work", "-e", "lab")
    code, out, err = relay("compute", "update", "lab", "--ami", "ami-9")
    assert (code, out) == (0, "lab-2 has taken the place of lab.\n")
    assert "its service role is not AWSServiceRoleForBatch" in err
    assert (environment(memory), order(memory)) == (None, ["lab-2"])
    assert environment(memory, "lab-2")["computeResources"]["imageId"] == "ami-9"


def test_the_jobs_of_a_replaced_environment_go_on(in_use, relay, memory):
    late = ("--replace", "--wait-for-jobs", 0)
    code, _, err = relay("compute", "update", "lab", "--ami", "ami-9", *late)
    assert (code, memory.status(in_use)) == (1, ["RUNNING"])
    assert "1 jobs still run on lab" in err
    assert order(memory) == ["lab-2", "lab"]


def test_new_jobs_of_a_replaced_environment_go_to_the_new_one(in_use, relay, memory):
    relay("compute", "update", "lab", "--ami", "ami-9", "--replace", "--wait-for-jobs", 0)
    task = memory.submit(jobQueue="work")
    memory.start(task)
    assert "/lab-2/" in memory.job(task)["container"]["taskArn"]


def test_a_replacement_that_broke_off_goes_on(in_use, relay, memory):
    change = ("compute", "update", "lab", "--ami", "ami-9", "--replace", "--wait-for-jobs", 0)
    relay(*change)
    memory.end(in_use)
    assert relay(*change)[:2] == (0, "lab-2 has taken the place of lab.\n")
    assert (environment(memory), order(memory)) == (None, ["lab-2"])


def test_a_replaced_environment_answers_to_its_old_name(in_use, relay, memory):
    memory.end(in_use)
    relay("compute", "update", "lab", "--ami", "ami-9", "--replace")
    assert relay("compute", "update", "lab", "--max-vcpus", 9)[1] == "lab-2 is changed.\n"


def test_a_taken_name_is_not_taken_over(create, in_use, relay):
    create("lab-2")
    code, _, err = relay("compute", "update", "lab", "--ami", "ami-9", "--replace")
    assert code == 1
    assert "lab-2 is there already and differs" in err


def test_an_environment_is_deleted_with_its_place_in_queues(create, in_use, relay, memory):
    create("second")
    relay("queue", "create", "work", "-e", "lab", "-e", "second", "--update")
    memory.end(in_use)
    assert relay("compute", "delete", "lab", "--yes")[0] == 0
    assert (environment(memory), order(memory)) == (None, ["second"])


def test_the_only_environment_of_a_queue_stays(in_use, relay, memory):
    code, _, err = relay("compute", "delete", "lab", "--yes")
    assert (code, environment(memory)["state"]) == (1, "ENABLED")
    assert "Queue work has no other compute environment" in err


def test_tasks_of_an_array_keep_an_environment(create, relay, memory, in_use):
    create("second")
    relay("queue", "create", "work", "-e", "lab", "-e", "second", "--update")
    memory.end(in_use)
    array = memory.submit(jobQueue="work", arrayProperties={"size": 2})
    memory.start(f"{array}:0")
    code, _, err = relay("compute", "delete", "lab", "--yes", "--wait-for-jobs", 0)
    assert code == 1
    assert "2 jobs still run on lab" in err


def test_environments_are_listed_and_shown(create, relay):
    create()
    assert "ENABLED" in relay("compute", "list")[1]
    assert json.loads(relay("compute", "show", "lab")[1])["computeEnvironmentName"] == "lab"


@pytest.mark.parametrize("wrong", [("--type", "FAST"), ("--tags", "x"), ("--state", "ON")])
def test_a_wrong_option_is_told(create, wrong):
    code, _, err = create("lab", *wrong)
    assert code == 2
    assert wrong[0] in err
