"""A venv of its own for the validator, whose dependencies are not those of the product."""

import fcntl
import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
VENV = HERE.parents[2] / ".crate"
PYTHON = VENV / "bin/python"


@pytest.fixture(scope="session")
def faults_of():
    """What the validator says of a crate's folder; nothing if it keeps to the profile."""
    _set_up()

    def validate(folder):
        command = [PYTHON, HERE / "validate.py", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return validate


def _set_up():
    wanted, done = HERE / "requirements.txt", VENV / ".done"
    VENV.mkdir(exist_ok=True)
    # Not .lock: uv takes that one.
    with (VENV / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists() and done.read_text() == wanted.read_text():
            return
        _uv("venv", "--allow-existing", "--python", sys.executable, VENV)
        _uv("pip", "install", "--python", PYTHON, "-r", wanted)
        done.write_text(wanted.read_text())


def _uv(*arguments):
    command = [Path(sys.executable).with_name("uv"), *arguments]
    subprocess.run(command, check=True, capture_output=True)
