"""The wheel alone, away from the checkout, brings up a stack and runs the demo on it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from batch_relay.local.environment import cleaned

CHECKOUT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
PINS = CHECKOUT / "requirements/dev.txt"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The distribution, as a release builds it."""
    folder = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--quiet", "--wheel", "--out-dir", folder, CHECKOUT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A copy of the example, as somebody would download it."""
    copy = tmp_path_factory.mktemp("example") / "amplicon"
    left_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
    return shutil.copytree(CHECKOUT / "examples/amplicon", copy, ignore=left_out)


@pytest.fixture(scope="module")
def programs(wheel, example, tmp_path_factory):
    """The programs of a new environment that has the wheel and the example's tools."""
    venv = tmp_path_factory.mktemp("venv") / "venv"
    run(UV, "venv", "--quiet", "--python", sys.executable, venv)
    wanted = (f"batch-relay[local] @ {wheel.as_uri()}", "--editable", example)
    python = venv / "bin/python"
    run(UV, "pip", "install", "--quiet", "--python", python, "--constraint", PINS, *wanted)
    return venv / "bin"


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def environment(programs, tmp_path):
    """What a person's shell would have."""
    return {
        **cleaned(),
        "PATH": f"{programs}:/usr/bin:/bin",
        "BATCH_RELAY_HOME": str(tmp_path / "home"),
        "BATCH_RELAY_LOCAL": "1",
        "TMPDIR": str(tmp_path),
    }


@pytest.fixture
def relay(programs, environment, tmp_path):
    """The command, with a stack on this machine."""

    def command(*words):
        return run(programs / "batch-relay", *words, cwd=tmp_path, env=environment)

    command("local", "up")
    yield command
    command("local", "reset", "--yes")


def test_the_wheel_alone_deploys_the_compute_template(relay):
    named = json.loads(relay("compute", "deploy", "--bucket", "results", "--json"))["JobQueues"]
    there = {queue["name"] for queue in json.loads(relay("queue", "list", "--json"))}
    assert "relay-small" in named.split(",")
    assert set(named.split(",")) <= there


def test_the_wheel_alone_runs_the_demo(environment, example):
    said = run("bash", example / "demo.sh", cwd=example, env=environment)
    assert said.count("amplicon for demo: SUCCEEDED; samples: 6 SUCCEEDED") == 2
    assert said.count("# sam") == 6
