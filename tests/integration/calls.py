"""Counts what the real functions ask of AWS, over moto."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
from moto import mock_aws

from batch_relay import wiring
from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.domain.attempts import AnalysisKey
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.settings import settings
from functions.api import app as api
from functions.on_job_change import app as on_job_change
from tests.examples import analysis, run, sample
from tests.in_process import CONTEXT, InProcess
from tests.integration.conftest import SIMULATED, shared_session, table_shape

EVENTS = Path(__file__).parents[2] / "events" / "on_job_change"
# Whom the stored events are about.
RUN = RunKey(project="amplicon", workflow="profile")
JOB = "4c7599ae-0a82-49aa-ba5a-4727fcce14a8"
CLIENTS = (wiring.dynamodb, wiring.s3, wiring.sqs, wiring.stepfunctions, wiring.batch)
ENVIRONMENT = {"AWS_DEFAULT_REGION": "us-east-1", "TABLE_NAME": "t", "STACK_NAME": "batch-relay"}


@dataclass
class Functions:
    """The functions on an AWS of their own; `calls` are those since the last event or request."""

    calls: list[str]

    def event(self, name: str, *, stands: AnalysisStatus, outputs: int = 1) -> Sequence[str]:
        """Tell of a job whose analysis stands there; return the calls that it takes."""
        self._store(stands, [f"S1/{number}.bam" for number in range(outputs)])
        self.calls.clear()
        event = json.loads((EVENTS / f"{name}.json").read_text())
        assert on_job_change.handler(event, CONTEXT) == {"batchItemFailures": []}
        return tuple(self.calls)

    def status(self, samples: int) -> Sequence[str]:
        """Ask where a run of so many samples stands; return the calls that it takes."""
        DynamoRuns(*_table()).begin(run(RUN, expected={1: samples}))
        for number in range(samples):
            DynamoSamples(*_table()).begin(sample(f"S{number}", of=RUN))
        self.calls.clear()
        with InProcess(api.aws()).http() as client:
            assert client.get("/projects/amplicon/runs/profile").status_code == 200
        return tuple(self.calls)

    def _store(self, stands: AnalysisStatus, keys: Sequence[str]) -> None:
        DynamoSamples(*_table()).begin(sample(of=RUN))
        key = AnalysisKey(run=RUN, sample="S1", analysis=0)
        uris = tuple(f"s3://results/{one}" for one in keys)
        DynamoAnalyses(*_table()).save(analysis(key, status=stands, job_id=JOB, outputs=uris))
        for one in keys:
            wiring.s3().put_object(Bucket="results", Key=one)


@contextmanager
def functions() -> Iterator[Functions]:
    """Wire the functions to an empty account, and listen to what they ask of it."""
    calls: list[str] = []
    with patch.dict(os.environ, ENVIRONMENT), mock_aws(config=SIMULATED):
        os.environ.pop("AWS_ENDPOINT_URL", None)
        boto3.DEFAULT_SESSION = shared_session()
        _forget()
        for client in CLIENTS:
            client().meta.events.register(
                "before-call", lambda model, **_: calls.append(model.name)
            )
        wiring.dynamodb().create_table(TableName="t", **table_shape())
        wiring.s3().create_bucket(Bucket="results")
        yield Functions(calls)
        _forget()


def _forget() -> None:
    for cached in (settings, *CLIENTS, on_job_change.aws, api.aws):
        cached.cache_clear()


def _table() -> tuple[Any, str]:
    return wiring.dynamodb(), "t"
