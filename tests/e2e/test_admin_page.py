"""docs/admin.md, followed literally from an empty emulator."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from batch_relay.local.home import Home
from batch_relay.local.stack import reset

PAGE = (Path(__file__).parents[2] / "docs/admin.md").read_text()
SAMPLE = "batch-relay sample show first hello S1 --json > sample.json"
JOBS = "batch-relay job list --queue gwas --json > jobs.json"


@pytest.fixture(scope="module")
def follow(tmp_path_factory):
    """Run every command of the page in one shell; return the folder that it ran in."""
    folder = tmp_path_factory.mktemp("admin")
    home = Home(folder / "home")
    try:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join([*commands(), SAMPLE, JOBS])],
            cwd=folder,
            env=environment(home),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        yield folder
    finally:
        reset(home)


def commands():
    """The page's commands, as they stand behind its prompts."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    return [re.sub(r"^\$ ", "", block, flags=re.MULTILINE) for block in blocks]


def environment(home):
    """An admin's: our command, and nothing said about AWS."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("AWS_", "BATCH_RELAY_"))}
    return {**kept, "PATH": path, "BATCH_RELAY_HOME": str(home.path)}


def test_the_page_ends_with_a_sample_that_succeeded(follow):
    sample = json.loads((follow / "sample.json").read_text())
    assert sample["status"] == "SUCCEEDED"


def test_it_ran_on_a_queue_that_the_page_made(follow):
    jobs = json.loads((follow / "jobs.json").read_text())
    assert [job["status"] for job in jobs] == ["SUCCEEDED"]
