import json
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeAlias

import boto3
import pytest
from moto import mock_aws

from amplicon import objects

EXAMPLE = Path(__file__).parents[4] / "examples/amplicon"

RunJob: TypeAlias = Callable[[str, dict[str, str]], None]


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account, in this process."""
    for name in (
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3",
        "AWS_ENDPOINT_URL_BATCH",
        "AWS_PROFILE",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    objects.s3.cache_clear()
    with mock_aws():
        yield
    objects.s3.cache_clear()


@pytest.fixture
def bucket(aws: None) -> Any:
    """The bucket of the example, empty."""
    bucket = boto3.resource("s3").Bucket("amplicon")
    bucket.create()
    return bucket


@pytest.fixture
def workflow() -> dict[str, Any]:
    return json.loads((EXAMPLE / "workflow.json").read_text())


@pytest.fixture
def job_definitions() -> dict[str, dict[str, Any]]:
    found = [json.loads(path.read_text()) for path in EXAMPLE.glob("job-definitions/*.json")]
    return {definition["jobDefinitionName"]: definition for definition in found}


@pytest.fixture
def run_command(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], None]:
    """Run a console script in this process."""

    def run(command: list[str]) -> None:
        (script,) = entry_points(group="console_scripts", name=command[0])
        monkeypatch.setattr(sys, "argv", command)
        script.load()()

    return run


@pytest.fixture
def run_job(job_definitions: dict[str, Any], run_command: Callable[[list[str]], None]) -> RunJob:
    """Run the command of a job definition as Batch would, with its `Ref::` parameters."""

    def run(name: str, parameters: dict[str, str]) -> None:
        definition = job_definitions[name]
        given = {**definition.get("parameters", {}), **parameters}
        command = definition["containerProperties"]["command"]
        words = [given[word[5:]] if word.startswith("Ref::") else word for word in command]
        run_command(words)

    return run
