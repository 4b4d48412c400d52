"""The README of aws-batch-helpers, command by command, on the local stack."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.project import wait_for

BIN = Path(sys.executable).parent
FILE = "hmp/FAMLI.json"
# Its example, with comments and a last comma as it has them; the comma that it forgets is set.
DEFINITION = """{
    # What the workflow is called
    "workflow_name": "FAMLI",
    "analyses": [
        {
            "job_definition": "famli:14",
            "outputs": [
                "s3://fh-pi-fredricks-d/lab/data/{project_name}/{workflow_name}/{sample_name}.gz",
            ]%s
            "queue": "spot-test",
            "description": "Analysis of WGS datasets with FAMLI (v0.9)",
            "parameters": {
                "sample_name": "{sample_name}",
                "file_name": "{file_name}",
                "db": "/refdbs/uniref90.dmnd",
                "threads": "16",
                "temp_folder": "FOLDER"
            },
            "containerOverrides": {"vcpus": 1, "memory": 128}
        },
    ]
}
"""
METADATA = "sample_name,file_name\nS1,s3://reads/S1.fastq.gz\nS2,s3://reads/S2.fastq.gz\n"
SCRIPT = """
import os, sys, boto3
sample, folder = sys.argv[1:]
print("analysing", sample, flush=True)
if os.path.exists(f"{folder}/{sample}.bad"):
    sys.exit("no reads in " + sample)
key = "lab/data/hmp/FAMLI/" + sample + ".gz"
boto3.client("s3").put_object(Bucket="fh-pi-fredricks-d", Key=key, Body=b"done")
"""


@pytest.fixture(scope="module")
def famli(aws):
    """The job definition of the README, in its fourteenth revision."""
    job = {
        "image": "none",
        "command": ["python", "-c", SCRIPT, "Ref::sample_name", "Ref::temp_folder"],
        "resourceRequirements": [
            {"type": "VCPU", "value": "1"},
            {"type": "MEMORY", "value": "128"},
        ],
    }
    for _ in range(14):
        aws("batch").register_job_definition(
            jobDefinitionName="famli", type="container", containerProperties=job
        )


@pytest.fixture
def typed(stack, famli, tmp_path):
    """Type a command in a new folder; return its code and all that it printed."""
    (tmp_path / "metadata.csv").write_text(METADATA)
    written = DEFINITION.replace("FOLDER", str(tmp_path))
    (tmp_path / "without_comma.json").write_text(written % "")
    (tmp_path / "workflow.json").write_text(written % ",")
    own = {"BATCH_RELAY_LOCAL": "1", "BATCH_RELAY_HOME": str(stack.home.path), "COLUMNS": "100"}

    def run(line, answers=""):
        command, *arguments = line.split()
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
        return done.returncode, done.stdout + done.stderr

    return run


def until(typed, expected):
    """Look at the status until it says so; the run ends a moment after its last job."""

    def settled():
        code, said = typed(f"batch_project status {FILE}")
        assert code == 0
        return json.loads(said) == expected

    wait_for(settled)


def test_its_readme_works_as_it_is_written(typed, tmp_path):
    (tmp_path / "S2.bad").touch()
    assert typed("batch_project import hmp --metadata metadata.csv")[0] == 0
    code, said = typed("batch_project create hmp --definition without_comma.json")
    assert (code, "without_comma.json:9: A comma" in said) == (1, True)
    (tmp_path / "without_comma.json").unlink()
    assert typed("batch_project create hmp --definition workflow.json")[0] == 0
    assert typed(f"batch_project submit {FILE}") == (0, "Submitted 2 samples.\n")
    until(typed, {"SUCCEEDED": 1, "FAILED": 1})
    check_logs_and_dashboard(typed, tmp_path)
    (tmp_path / "S2.bad").unlink()
    assert typed(f"batch_project submit {FILE}") == (0, "Resubmitted 1 sample.\n")
    until(typed, {"COMPLETED": 2})
    assert typed("batch_dashboard") == (0, "All projects are completed (1)\n")


def check_logs_and_dashboard(typed, folder):
    code, said = typed("batch_dashboard")
    assert (code, FILE in said, "Completed projects: 0" in said) == (0, True, True)
    assert typed(f"batch_project logs {FILE}")[0] == 0
    (path,) = (folder / "hmp/logs").glob("FAILED.FAMLI_S2_famli_14-*.log")
    assert path.read_text() == "analysing S2\nno reads in S2\n"
    grep = "batch-relay run logs hmp FAMLI --grep reads"
    assert typed(grep) == (0, "S2 famli:14 #1: no reads in S2\n")
    code, said = typed("batch_queue_status spot-test")
    assert (code, "SUCCEEDED" in said, "spot-test" in said) == (0, True, True)
    assert typed("batch_clear_queue spot-test")[1] == "Number of jobs to clear from spot-test: 0\n"
