"""Commands for those who look after a stack, on one that lives."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from batch_relay.local.account import SPOT
from tests.e2e.project import Project, wait_for

BIN = Path(sys.executable).parent


@pytest.fixture
def typed(stack, tmp_path):
    """Type a command; return its code, its stdout and its stderr."""
    own = {"BATCH_RELAY_LOCAL": "1", "BATCH_RELAY_HOME": str(stack.home.path), "COLUMNS": "200"}

    def run(command, *arguments, answers=""):
        done = subprocess.run(
            [BIN / command, *arguments],
            cwd=tmp_path,
            env=os.environ | own,
            input=answers,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def project(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as project:
        yield project


def test_doctor_finds_a_stack_well(typed, project):
    code, out, err = typed("batch-relay", "doctor", project.name)
    assert (code, err) == (0, "")
    assert {line[:2] for line in out.splitlines()} == {"ok"}
    assert f"workflow {project.name}" in out


def test_doctor_names_what_a_workflow_lacks(typed, project):
    missing = f"gone{uuid4().hex}"
    analysis = {"job_definition": missing, "queue": SPOT, "outputs": []}
    project.api.put_workflow("ailing", json.dumps({"analyses": [analysis]}))
    code, out, _ = typed("batch-relay", "doctor", "ailing", "--json")
    wrong = [each for each in json.loads(out) if not each["ok"]]
    assert (code, len(wrong), missing in wrong[0]["said"]) == (1, 1, True)


@pytest.mark.parametrize(
    "command",
    ["doctor", "local status", "local env", "compute list", "queue list", "job list -q q"],
)
def test_what_is_printed_as_json_is_json(typed, command):
    words = command.replace(" q", f" {SPOT}").split()
    code, out, _ = typed("batch-relay", *words, "--json")
    assert (code, bool(json.loads(out))) == (0, True)


def submit(project, shell, queue=SPOT):
    """Submit a job beside the service, as scripts did."""
    given = {"shell": "sh", "does": shell, "output": "none"}
    return project.aws("batch").submit_job(
        jobName="old", jobQueue=queue, jobDefinition=project.name, parameters=given
    )["jobId"]


def described(project, job):
    return project.aws("batch").describe_jobs(jobs=[job])["jobs"][0]


def test_a_folder_is_adopted_and_its_jobs_give_way(typed, project, tmp_path):
    old = submit(project, "sleep 300")
    name = f"adopted{uuid4().hex}"
    row = {"sample": "S1", "file": "S1.fq", "shell": "sh", "does": "true"}
    samples = [row | {"_sample": "S1", "_filepath": "S1.fq"}]
    definition = project.api.workflow(project.name).definition
    old_run = {"project_name": name, "workflow_name": project.name, "samples": samples}
    folder = tmp_path / name
    folder.mkdir()
    (folder / "metadata.json").write_text(json.dumps(samples))
    content = definition | old_run | {"jobs": [{"jobId": old, "jobName": "old"}]}
    (folder / f"{project.name}.json").write_text(json.dumps(content))
    code, out, err = typed("batch-relay", "project", "adopt", name, "--start", "--end-jobs")
    assert (code, f"follow it with `batch-relay run status {name}" in out) == (0, True), err
    assert typed("batch-relay", "run", "status", name, project.name, "--watch")[0] == 0
    ended = described(project, old)
    assert (ended["status"], ended["statusReason"]) == (
        "FAILED",
        "batch-relay: the project was adopted",
    )


@pytest.fixture
def queue(project):
    """A queue of its own, which others' jobs are not in."""
    batch, name = project.aws("batch"), f"q{uuid4().hex}"
    batch.create_compute_environment(
        computeEnvironmentName=name,
        type="MANAGED",
        computeResources={"type": "EC2", "maxvCpus": 1, "subnets": []},
    )
    order = [{"order": 1, "computeEnvironment": name}]
    batch.create_job_queue(jobQueueName=name, priority=1, computeEnvironmentOrder=order)
    return name


def test_a_queue_with_jobs_in_it_is_cleared(typed, project, queue):
    jobs = [submit(project, "sleep 300", queue) for _ in range(3)]
    code, out, _ = typed("batch_clear_queue", queue, answers="Y\nmaintenance\n")
    assert (code, "Number of jobs to clear" in out) == (0, True)
    assert all(f"Cancelling {job}" in out for job in jobs)
    ended = [wait_for(lambda job=job: over(project, job)) for job in jobs]
    assert {each["statusReason"] for each in ended} == {"maintenance"}
    assert "FAILED" in typed("batch_queue_status", queue)[1]


def over(project, job):
    found = described(project, job)
    return found if found["status"] == "FAILED" else None
