"""A host in memory, and a service on it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from batch_relay.local.batch.jobs.ports import Cause, Ending, EventKind, Launch
from batch_relay.local.batch.jobs.resources import Resources
from batch_relay.local.batch.schema import service_model
from batch_relay.local.batch.scope import Scope
from batch_relay.local.batch.service import BatchService, create_service
from batch_relay.local.batch.settings import Settings
from tests.unit.local.batch.shapes import check_answer

SCOPE = Scope(account="111122223333", region="eu-west-1")


@dataclass
class MemoryHost:
    """Remembers what it was told; a test says how a task ends."""

    launched: dict[str, Launch] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)

    def launch(self, launch: Launch) -> None:
        self.launched[launch.task] = launch

    def stop(self, task: str) -> None:
        self.stopped.append(task)

    def kill(self, task: str) -> None:
        self.killed.append(task)

    def reset(self) -> None:
        self.launched.clear()


class Batch:
    """The service as a test speaks to it; every answer is checked."""

    def __init__(self, **settings: Any) -> None:
        self.host = MemoryHost()
        self.told: list[tuple[EventKind, dict[str, Any]]] = []
        self.logs: list[tuple[str, str, list[str]]] = []
        ticks = count(1_700_000_000_000)
        host = settings.pop("host", Resources(vcpus=4, memory=8000))
        self.service: BatchService = create_service(
            Settings(host=host, **settings),
            emit_event=lambda kind, detail: self.told.append((kind, detail)),
            write_log=lambda *line: self.logs.append(line),
            clock=lambda: next(ticks),
            host=self.host,
        )

    @property
    def events(self) -> list[dict[str, Any]]:
        """The details of all events but those that a queue is blocked."""
        return [detail for kind, detail in self.told if kind is EventKind.STATE_CHANGE]

    def ask(self, operation: str, **request: Any) -> dict[str, Any]:
        status, answer = self.raw(operation, request)
        assert status == 200, answer
        check_answer(operation, answer)
        return answer

    def refusal(self, operation: str, **request: Any) -> str:
        status, answer = self.raw(operation, request)
        assert status == 400, answer
        return answer["message"]

    def raw(self, operation: str, request: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        http = service_model().operation_model(operation).http
        path = http["requestUri"].replace("{resourceArn}", request.get("resourceArn", ""))
        body = {name: value for name, value in request.items() if name != "resourceArn"}
        keys = {"tagKeys": body.pop("tagKeys")} if "tagKeys" in body else {}
        answer = self.service.answer(
            http["method"], path, json.dumps(body).encode(), scope=SCOPE, query=keys
        )
        return answer.status, json.loads(answer.body)

    def queue(self, name: str = "q", *, vcpus: int = 4, priority: int = 1, **request: Any) -> None:
        environment = {"type": "EC2", "maxvCpus": vcpus, "subnets": []}
        self.ask(
            "CreateComputeEnvironment",
            computeEnvironmentName=f"{name}-ce",
            type="MANAGED",
            computeResources=environment,
        )
        order = [{"order": 1, "computeEnvironment": f"{name}-ce"}]
        queue = {"priority": priority, "computeEnvironmentOrder": order, **request}
        self.ask("CreateJobQueue", jobQueueName=name, **queue)

    def fair_queue(self, name: str = "fair", *, vcpus: int = 1, **policy: Any) -> None:
        arn = self.ask("CreateSchedulingPolicy", name=name, fairsharePolicy=policy)["arn"]
        self.queue(name, vcpus=vcpus, schedulingPolicyArn=arn)

    def define(self, name: str = "d", **request: Any) -> str:
        container = {"image": "i", "command": ["work"], "vcpus": 1, "memory": 1000}
        container |= request.pop("container", {})
        request = {"type": "container", **request, "containerProperties": container}
        return self.ask("RegisterJobDefinition", jobDefinitionName=name, **request)[
            "jobDefinitionArn"
        ]

    def submit(self, name: str = "j", **request: Any) -> str:
        request = {"jobQueue": "q", "jobDefinition": "d", **request}
        return self.ask("SubmitJob", jobName=name, **request)["jobId"]

    def job(self, job_id: str) -> dict[str, Any]:
        return self.ask("DescribeJobs", jobs=[job_id])["jobs"][0]

    def status(self, *job_ids: str) -> list[str]:
        return [self.job(job_id)["status"] for job_id in job_ids]

    def task(self, job_id: str) -> str:
        current = self.service.engine.ledger.jobs[job_id].current
        assert current is not None
        return current.task

    def start(self, job_id: str) -> Launch:
        task = self.task(job_id)
        self.service.engine.started(task)
        return self.host.launched[task]

    def end(self, job_id: str, exit_code: int | None = 0, cause: Cause = Cause.EXITED) -> None:
        task = self.task(job_id)
        self.service.engine.started(task)
        self.service.engine.ended(task, Ending(cause=cause, exit_code=exit_code))

    def seen(self, job_id: str) -> list[str]:
        return [event["status"] for event in self.events if event["jobId"] == job_id]
