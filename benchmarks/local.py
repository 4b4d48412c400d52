"""Trivial samples on a real stack of this machine."""

import csv
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botocore.credentials import Credentials

from batch_relay.client import Client
from batch_relay.domain.statuses import RunStatus
from batch_relay.local.account import OUTPUT_BUCKET, SPOT
from batch_relay.local.emulator import REGION
from batch_relay.local.home import Home
from batch_relay.local.stack import Stack, reset, up
from batch_relay.sigv4 import SigV4
from batch_relay.wire.projects import ImportQuery
from batch_relay.wire.runs import RunItem

POLL_SECONDS = 0.5
ANALYSES = 3
NAME = "trivial"
# What a job of the other engines does with a file, with an object: say a word into it.
WRITE = (
    'echo done | curl --silent --show-error --fail --aws-sigv4 "aws:amz:$AWS_REGION:s3"'
    ' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --upload-file -'
    ' --header "Content-Length: 5" --header "Transfer-Encoding:"'
    ' "$AWS_ENDPOINT_URL/${1#s3://}"'
)
_RESOURCES = [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "128"}]
_OVER = {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A stack with the trivial workflow registered."""

    stack: Stack
    api: Client
    folder: Path

    def warm_up(self) -> None:
        """Run something: what was never called would start cold, in both of its processes."""
        self.start("before", 20)
        self.ended("before")

    def start(self, project: str, samples: int) -> None:
        """Import so many samples and start their run."""
        path = self.folder / f"{project}.csv"
        with path.open("w", newline="") as file:
            rows = ((f"s{number}", f"s{number}.fq") for number in range(samples))
            csv.writer(file).writerows([("sample", "file"), *rows])
        self.api.import_project(project, path, ImportQuery(workflow=NAME))

    def ended(self, project: str) -> RunItem:
        """Wait for the end of the run."""
        while (run := self.api.run(project, NAME)).status not in _OVER:
            time.sleep(POLL_SECONDS)
        return run


def job(*, seconds: float = 0) -> dict[str, Any]:
    """Return a job that takes some time and one of the two processors, and writes its output."""
    script = f"sleep {seconds}; {WRITE}" if seconds else WRITE
    command = ["sh", "-c", script, "job", "Ref::output"]
    return {"image": "none", "command": command, "resourceRequirements": _RESOURCES}


@contextmanager
def local_stack(*, seconds: float = 0, analyses: int = ANALYSES) -> Iterator[Bench]:
    """Bring a stack of its own up, with a workflow of such jobs, and remove it."""
    with TemporaryDirectory(prefix="batch-relay-bench-") as folder:
        home = Home(Path(folder) / "stack")
        try:
            yield _prepared(up(home), Path(folder), job(seconds=seconds), analyses)
        finally:
            reset(home)


def _prepared(stack: Stack, folder: Path, properties: dict[str, Any], analyses: int) -> Bench:
    emulator = stack.emulator
    batch = emulator.session().client("batch", endpoint_url=stack.endpoint)
    batch.register_job_definition(
        jobDefinitionName=NAME,
        type="container",
        containerProperties=properties,  # type: ignore[arg-type]
    )
    keys = Credentials(emulator.access_key, emulator.secret_key)
    api = Client(stack.api_url, auth=SigV4(keys, REGION))
    api.put_workflow(NAME, json.dumps({"analyses": [_analysis(n) for n in range(analyses)]}))
    return Bench(stack=stack, api=api, folder=folder)


def _analysis(number: int) -> dict[str, object]:
    output = f"s3://{OUTPUT_BUCKET}/{{project_name}}/{{sample}}/{number}"
    named = {"job_definition": NAME, "queue": SPOT, "parameters": {"output": output}}
    return {**named, "outputs": [output]}
