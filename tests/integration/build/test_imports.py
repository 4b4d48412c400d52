"""Each function imports with nothing on its path but what Lambda gives it.

The emulator's own environment has all of our packages, and would hide one missing from the layers.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

# What the runtime brings: boto3, and what it needs.
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
EVENT_FUNCTIONS = (
    "StartSamples",
    "SubmitJob",
    "OnJobChange",
    "OnOutputWritten",
    "CountStatuses",
    "Reconcile",
)
FUNCTIONS = ("Api", "ImportProject", *EVENT_FUNCTIONS)
PROBE = "import sys; sys.path[:0] = sys.argv[1:]; import app; print(*sys.modules)"
# As in Lambda, where a function makes its clients as soon as it is imported.
ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "probe",
    "AWS_DEFAULT_REGION": "us-east-1",
    "TABLE_NAME": "table",
    "DATA_BUCKET": "data",
    "STACK_NAME": "stack",
    "SUBMITS_PER_SECOND": "45/10",
}


@pytest.fixture(scope="session")
def runtime(tmp_path_factory):
    """A folder that holds boto3 and nothing of ours."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        origin = Path(find_spec(name).origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder


@pytest.fixture
def modules(host, runtime):
    """Import a function; return all modules that this loads."""

    def imported(function):
        layers = [host / f"{layer}/python" for layer in ("CoreLayer", "DepsLayer")]
        path = [str(folder) for folder in (host / f"{function}Function", *layers, runtime)]
        # -I and -S: no environment, no user's packages, no site-packages.
        command = [sys.executable, "-I", "-S", "-c", PROBE, *path]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return set(done.stdout.split())

    return imported


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_finds_all_it_imports_in_its_layers(modules, function):
    assert "batch_relay.wiring" in modules(function)


@pytest.mark.parametrize("function", EVENT_FUNCTIONS)
def test_an_event_function_loads_no_pydantic(modules, function):
    assert {"pydantic", "httpx", "rich"}.isdisjoint(modules(function))
