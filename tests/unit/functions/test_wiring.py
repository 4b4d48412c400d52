"""Every event function can be wired to AWS, without a call."""

import importlib
from pathlib import Path

import pytest

from batch_relay import wiring

ROOT = Path(__file__).parents[3]
FUNCTIONS = sorted(path.parent.name for path in ROOT.glob("functions/*/app.py"))


@pytest.fixture(autouse=True)
def lambdas_own(monkeypatch):
    """What Lambda gives to every function, so that nothing is looked for on the network."""
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "us-east-1")


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "api"])
def test_a_function_is_wired_to_its_use_case(name):
    assert callable(importlib.import_module(f"functions.{name}.app").aws())


def test_a_job_is_submitted_once_a_call():
    assert wiring.batch().meta.config.retries["total_max_attempts"] == 1
