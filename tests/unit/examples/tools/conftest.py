import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[4] / "examples/tools"


@pytest.fixture
def tool(tmp_path):
    """Run one of the tools, and give its exit code, its output and its errors."""

    def run(name, *words, **environment):
        command = [sys.executable, str(TOOLS / f"{name}.py"), *map(str, words)]
        env = {"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), **environment}
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=env, cwd=tmp_path
        )
        return done.returncode, done.stdout, done.stderr

    return run
