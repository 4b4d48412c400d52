"""Event functions start light: what they never use is never imported."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The API, and what answers in its place once a file has come: that takes seconds anyway.
ANSWERING = {"api", "import_project"}
FUNCTIONS = sorted(
    path for path in ROOT.glob("functions/*/app.py") if path.parent.name not in ANSWERING
)
HEAVY = {"aws_xray_sdk", "httpx", "ministack", "moto", "polars", "pydantic", "rich", "typer"}
PROBE = "import sys, app; print(*{name.partition('.')[0] for name in sys.modules})"


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.parent.name)
def test_an_event_function_starts_light(path):
    env = {"PYTHONPATH": f"{path.parent}:{ROOT / 'layers/core'}"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env=env, check=True, capture_output=True, text=True
    )
    assert HEAVY.isdisjoint(done.stdout.split())
