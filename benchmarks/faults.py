"""What goes wrong around a local stack, one thing after the other, for some time."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botocore.credentials import Credentials

from batch_relay.local.account import SPOT
from batch_relay.local.batch import admin
from batch_relay.local.batch.errors import RefusedError
from batch_relay.local.deployment import STACK_NAME
from batch_relay.local.emulator import REGION
from batch_relay.local.stack import Stack
from benchmarks.processes import PROC, family

RULES = {"JobChangeRule": "JobChangeQueue", "OutputRule": "OutputQueue"}
# How long events are lost or repeated, and how long the whole emulator stands still.
LASTS, STALLS, EVERY = 12.0, 4.0, 5.0
# How the emulator's processes are called that run functions, and jobs.
FUNCTION, KEEPER = "ministack-lambda-", "batch_relay.local.batch.host.keeper"


@dataclass
class Faults:
    """Faults of a stack; `done` counts them by name."""

    stack: Stack
    done: Counter[str] = field(default_factory=Counter[str])

    def inject(self, seconds: float) -> None:
        """Inject one after the other, in any order, for so long."""
        faults = dict(self._faults())
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for name in random.sample(sorted(faults), len(faults)):
                faults[name]()
                self.done[name] += 1
                time.sleep(EVERY)

    def _faults(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "functions killed at work", self._kill_functions
        yield "hosts of jobs killed", self._kill_hosts
        yield "spot instances reclaimed", self._reclaim
        yield "events lost for 12 s", self._lose_events
        yield "events told twice for 12 s", self._repeat_events
        yield "everything still for 4 s", self._stall

    def _kill_functions(self) -> None:
        for pid in self._processes(FUNCTION):
            _kill(pid)

    def _kill_hosts(self) -> None:
        for pid in self._processes(KEEPER):
            _kill(pid)

    def _reclaim(self) -> None:
        emulator = self.stack.emulator
        credentials = Credentials(emulator.access_key, emulator.secret_key)
        reply = self._client("batch").list_jobs(jobQueue=SPOT, jobStatus="RUNNING")
        for job in reply["jobSummaryList"]:
            # It may have ended meanwhile.
            with suppress(RefusedError):
                admin.reclaim(
                    job["jobId"],
                    endpoint=self.stack.endpoint,
                    credentials=credentials,
                    region=REGION,
                )

    def _lose_events(self) -> None:
        with self._changed("disable_rule", "enable_rule"):
            time.sleep(LASTS)

    def _repeat_events(self) -> None:
        events = self._client("events")
        for rule, queue in RULES.items():
            attributes = self._client("sqs").get_queue_attributes(
                QueueUrl=self._names()[queue], AttributeNames=["QueueArn"]
            )["Attributes"]
            again = {"Id": "again", "Arn": attributes["QueueArn"]}
            events.put_targets(Rule=self._names()[rule], Targets=[again])
        time.sleep(LASTS)
        for rule in RULES:
            events.remove_targets(Rule=self._names()[rule], Ids=["again"])

    def _stall(self) -> None:
        pid = self.stack.emulator.pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(STALLS)
        os.kill(pid, signal.SIGCONT)

    @contextmanager
    def _changed(self, there: str, back: str) -> Iterator[None]:
        events = self._client("events")
        for rule in RULES:
            getattr(events, there)(Name=self._names()[rule])
        yield
        for rule in RULES:
            getattr(events, back)(Name=self._names()[rule])

    def _client(self, service: Any) -> Any:
        return self.stack.emulator.session().client(service, endpoint_url=self.stack.endpoint)

    def _names(self) -> dict[str, str]:
        """Return what the template's resources are called in the stack."""
        pages = self._client("cloudformation").get_paginator("list_stack_resources")
        return {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for page in pages.paginate(StackName=STACK_NAME)
            for one in page["StackResourceSummaries"]
        }

    def _processes(self, called: str) -> list[int]:
        return [pid for pid in family(self.stack.emulator.pid) if called in _command(pid)]

    def dead_letters(self) -> int:
        """Count the messages that were given up."""
        queues = {name: url for name, url in self._names().items() if name.endswith("DeadLetters")}
        wanted = ["ApproximateNumberOfMessages"]
        replies = (
            self._client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=wanted)
            for url in queues.values()
        )
        return sum(int(reply["Attributes"][wanted[0]]) for reply in replies)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _command(pid: int) -> str:
    with suppress(OSError):
        return (Path(PROC) / str(pid) / "cmdline").read_bytes().decode(errors="replace")
    return ""
