"""A ministack with the local Batch in it, and clients of it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.credentials import Credentials

from batch_relay.local.batch.admin import reclaim
from tests.unit.local.batch.shapes import check_answer

PATIENCE = 20
REGION = "us-east-1"
CREDENTIALS = Credentials("test", "test")
FINAL = {"SUCCEEDED", "FAILED"}
ROOT = Path(__file__).parents[3]


def wait_for(find: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Call until there is something, and give that."""
    until = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One server process; `folder` is its own, for temporary files and saved state."""

    folder: Path
    choices: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def start(self) -> None:
        choices = {"host": {"vcpus": 4, "memory": 4000}, "grace": 0.5, "minimum_timeout": 1}
        temporary = self.folder / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        self.log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [
                sys.executable,
                Path(__file__).with_name("serve.py"),
                json.dumps(choices | self.choices),
            ],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "GATEWAY_PORT": str(self.port),
                "BIND_HOST": "127.0.0.1",
                "IOT_MTLS_ENABLED": "0",
                "SFTP_ENABLED": "0",
                "LOG_LEVEL": "WARNING",
                "TMPDIR": str(temporary),
                "STATE_DIR": str(self.folder / "state"),
                **self.environment,
            },
            stdout=self.log,
            stderr=self.log,
        )
        wait_for(self.answers)

    def answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self.log.close()

    def client(self, service: str) -> Any:
        client = boto3.client(
            service,
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name=REGION,
            aws_access_key_id=CREDENTIALS.access_key,
            aws_secret_access_key=CREDENTIALS.secret_key,
        )
        if service == "batch":
            client.meta.events.register("before-parse.batch.*", check_response)
        return client

    def reclaim(self, job_id: str) -> None:
        endpoint = f"http://127.0.0.1:{self.port}"
        reclaim(job_id, endpoint=endpoint, credentials=CREDENTIALS, region=REGION)


def check_response(operation_model: Any, response_dict: Any, **_: Any) -> None:
    """Check what botocore is about to read; it would pass over what it does not know."""
    if response_dict["status_code"] == 200:
        check_answer(operation_model.name, json.loads(response_dict["body"]))


@dataclass
class Jobs:
    """Jobs of one test: a queue and a definition of its own, on a server."""

    server: Server
    name: str

    def __post_init__(self) -> None:
        self.batch = self.server.client("batch")
        self.batch.create_compute_environment(
            computeEnvironmentName=self.name,
            type="MANAGED",
            computeResources={"type": "EC2", "maxvCpus": 4, "subnets": []},
        )
        order = [{"order": 1, "computeEnvironment": self.name}]
        self.batch.create_job_queue(
            jobQueueName=self.name, priority=1, computeEnvironmentOrder=order
        )
        self.batch.register_job_definition(
            jobDefinitionName=self.name,
            type="container",
            containerProperties={"image": "i", "command": ["true"], "vcpus": 1, "memory": 100},
        )

    def submit(self, *command: str, memory: int = 100, **request: Any) -> str:
        overrides = {"command": list(command), "memory": memory, **request.pop("overrides", {})}
        where = {"jobQueue": self.name, "jobDefinition": self.name}
        return self.batch.submit_job(
            jobName=self.name, **where, containerOverrides=overrides, **request
        )["jobId"]

    def show(self, job: str) -> dict[str, Any]:
        return self.batch.describe_jobs(jobs=[job])["jobs"][0]

    def reach(self, job: str, *statuses: str) -> dict[str, Any]:
        return wait_for(lambda: (d := self.show(job))["status"] in statuses and d)

    def finish(self, job: str) -> dict[str, Any]:
        return self.reach(job, *FINAL)

    def run(self, *command: str, **request: Any) -> dict[str, Any]:
        return self.finish(self.submit(*command, **request))

    def lines(self, detail: dict[str, Any]) -> list[str]:
        logs = self.server.client("logs")
        stream = detail["container"]["logStreamName"]
        where = {"logGroupName": "/aws/batch/job", "logStreamName": stream}
        return [e["message"] for e in logs.get_log_events(**where, startFromHead=True)["events"]]
