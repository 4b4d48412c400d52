"""Scenarios on a real stack of this machine, each with what one of its units costs."""

import csv
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botocore.credentials import Credentials

from batch_relay.client import Client
from batch_relay.domain.statuses import RunStatus
from batch_relay.local import deployment, process
from batch_relay.local.account import ON_DEMAND, OUTPUT_BUCKET, SPOT
from batch_relay.local.emulator import REGION
from batch_relay.local.home import Home
from batch_relay.local.stack import Stack, reset, up
from batch_relay.sigv4 import SigV4
from batch_relay.wire.projects import ImportQuery
from benchmarks.orchestration.meter import FILE
from benchmarks.orchestration.tally import Tally, read

ANALYSES = 5
# Samples whose events come one by one: a step apart, and as many steps until the next analysis.
APART, STEP_SECONDS, JOB_SECONDS = 4, 5, 22
NAME = "counted"
# Counts are told by the stream; then nothing is left to happen.
SETTLE_SECONDS = 10.0
# A look by the API is counted; a few don't matter among many samples.
POLL_SECONDS = 15.0
_OVER = {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}
# What a row says comes first: it may fail the first attempt, which is on the spot queue.
_RUN = (
    'eval "$2"; echo done | curl --silent --show-error --fail --aws-sigv4 "aws:amz:$AWS_REGION:s3"'
    ' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --upload-file -'
    ' --header "Content-Length: 5" --header "Transfer-Encoding:"'
    ' "$AWS_ENDPOINT_URL/${1#s3://}"'
)
FAIL_FIRST = '[ "$BATCH_RELAY_ATTEMPT" = 1 ] && exit 1'
_JOB: Any = {
    "image": "none",
    "command": ["sh", "-c", _RUN, "job", "Ref::output", "Ref::before"],
    "resourceRequirements": [
        {"type": "VCPU", "value": "0.25"},
        {"type": "MEMORY", "value": "64"},
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is measured, and what it may cost in micro-dollars."""

    title: str
    target: float


SCENARIOS = {
    "project": Scenario(title="Import and start of a project", target=inf),
    "single": Scenario(title="A sample of 5 analyses, one event per invocation", target=260),
    "many": Scenario(title="A sample of 5 analyses, among many", target=220),
    "retry": Scenario(title="A retry", target=15),
    "finished": Scenario(title="A finished sample submitted again", target=5),
}


def measure(samples: int) -> dict[str, Tally]:
    """Run every scenario on a stack of its own."""
    with metered() as bench:
        bench.take("warm", {"w": "true"})
        one = bench.take("one", {"s": "true"})
        apart = bench.take("apart", {f"s{n}": _late(n) for n in range(1 + APART)})
        names = [f"s{number}" for number in range(samples)]
        many = bench.take("many", dict.fromkeys(names, "true"))
        again = bench.again("many")
        retried = bench.take("retried", dict.fromkeys(names, FAIL_FIRST))
    return {
        "project": one - (apart - one).per(APART),
        "single": (apart - one).per(APART),
        "many": many.per(samples),
        "retry": (retried - many).per(samples * ANALYSES),
        "finished": again.per(samples),
    }


def _late(number: int) -> str:
    """Return what keeps the events of a sample apart from those of the one before."""
    return f'[ "$BATCH_RELAY_ANALYSIS" = 0 ] && sleep {number * STEP_SECONDS}; sleep {JOB_SECONDS}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A counted stack with the workflow registered."""

    stack: Stack
    api: Client
    machine: Any
    folder: Path

    def take(self, project: str, samples: Mapping[str, str]) -> Tally:
        """Run samples to their end, and return what was counted meanwhile.

        Each has what its jobs do before they write their output.
        """
        path = self.folder / f"{project}.csv"
        with path.open("w", newline="") as file:
            rows = ((name, f"{name}.fq", before) for name, before in samples.items())
            csv.writer(file).writerows([("sample", "file", "before"), *rows])
        counted, executed = self._counted(), self._executed()
        self.api.import_project(project, path, ImportQuery(workflow=NAME))
        while self._executed() < executed + len(samples):
            time.sleep(1)
        return self._settled(project) - counted

    def again(self, project: str) -> Tally:
        """Start finished samples again, and return what was counted meanwhile."""
        counted = self._counted()
        self.api.start_run(project, NAME)
        while self.api.run(project, NAME).status not in _OVER:
            time.sleep(POLL_SECONDS)
        return self._settled(project) - counted

    def _executed(self) -> int:
        """Return how many executions have ended; asking Step Functions costs nothing."""
        pages = self.machine.get_paginator("list_executions").paginate(
            stateMachineArn=self.stack.outputs["StateMachineArn"], statusFilter="SUCCEEDED"
        )
        return sum(len(page["executions"]) for page in pages)

    def _settled(self, project: str) -> Tally:
        time.sleep(SETTLE_SECONDS)
        counted = self._counted()
        if (status := self.api.run(project, NAME).status) is not RunStatus.SUCCEEDED:
            msg = f"run {project} ended as {status}"
            raise RuntimeError(msg)
        return counted

    def _counted(self) -> Tally:
        return read(self.stack.home.temporary / FILE)


@contextmanager
def metered() -> Iterator[Bench]:
    """Bring a counted stack of its own up, and remove it."""
    process.SERVER = "benchmarks.orchestration.server"
    # A sweep costs the same whatever is at work; docs/cost.md has it apart.
    deployment.PARAMETERS["ReconcileEvery"] = "rate(1 day)"
    with TemporaryDirectory(prefix="batch-relay-cost-") as folder:
        home = Home(Path(folder) / "stack")
        try:
            yield _prepared(up(home), Path(folder))
        finally:
            reset(home)


def _prepared(stack: Stack, folder: Path) -> Bench:
    batch = stack.emulator.session().client("batch", endpoint_url=stack.endpoint)
    batch.register_job_definition(
        jobDefinitionName=NAME, type="container", containerProperties=_JOB
    )
    keys = Credentials(stack.emulator.access_key, stack.emulator.secret_key)
    api = Client(stack.api_url, auth=SigV4(keys, REGION))
    policy = {"fallback_queue": ON_DEMAND, "retry": {"delay": 0, "application": 1}}
    analyses = [_analysis(number) for number in range(ANALYSES)]
    api.put_workflow(NAME, json.dumps({"analyses": analyses, "batch_relay": policy}))
    machine = stack.emulator.session().client("stepfunctions", endpoint_url=stack.endpoint)
    return Bench(stack=stack, api=api, machine=machine, folder=folder)


def _analysis(number: int) -> dict[str, object]:
    output = f"s3://{OUTPUT_BUCKET}/{{project_name}}/{{sample}}/{number}"
    parameters = {"output": output, "before": "{before}"}
    named = {"job_definition": NAME, "queue": SPOT}
    return {**named, "outputs": [output], "parameters": parameters}
