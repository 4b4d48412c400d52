"""This machine as a host of tasks."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread
from typing import IO, Any, cast

from batch_relay.local.batch.host.docker import order_for_docker
from batch_relay.local.batch.host.task import Order
from batch_relay.local.batch.jobs.ports import Cause, Ending, Launch, TaskWatcher
from batch_relay.local.batch.settings import Executor, Settings

# A line that does not end is written in pieces; CloudWatch Logs takes 256 KB.
MAX_LINE = 100_000
KEEPER = [sys.executable, "-m", "batch_relay.local.batch.host.keeper"]


@dataclass(slots=True)
class Machine:
    """Runs tasks under a keeper, which is started for the first task, and again if it dies."""

    settings: Settings
    watcher: TaskWatcher = field(init=False)
    _keeper: "_Keeper | None" = None

    def launch(self, launch: Launch) -> None:
        """Start a task."""
        order = self._order(launch)
        if self._keeper is None or not self._keeper.start(order):
            self._keeper = _Keeper(self.settings, self.watcher)
            self._keeper.start(order)

    def stop(self, task: str) -> None:
        """Ask a task to end (SIGTERM), and end it (SIGKILL) after the grace time."""
        self._send(stop=task)

    def kill(self, task: str) -> None:
        """End a task at once."""
        self._send(kill=task)

    def reset(self) -> None:
        """End all tasks at once and forget them; the watcher hears nothing of it."""
        if self._keeper is not None:
            self._keeper.dismiss()
            self._keeper = None

    def _send(self, **order: str) -> None:
        if self._keeper is not None:
            self._keeper.orders.put(order)

    def _order(self, launch: Launch) -> Order:
        grace = self.settings.grace
        if self.settings.executor is Executor.DOCKER:
            return order_for_docker(launch, grace)
        return Order(
            task=launch.task,
            command=launch.command,
            environment=dict(launch.environment),
            memory=launch.memory,
            timeout=launch.timeout,
            grace=grace,
            out_of_memory=[],
            after=[],
        )


@dataclass(slots=True)
class _Keeper:
    """A keeper process, with a thread that writes its orders and one that reads its reports."""

    settings: Settings
    watcher: TaskWatcher
    orders: "SimpleQueue[dict[str, Any] | None]" = field(default_factory=SimpleQueue)
    tasks: dict[str, str] = field(default_factory=dict[str, str])
    lock: Lock = field(default_factory=Lock)
    is_alive: bool = True
    is_dismissed: bool = False
    process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [*KEEPER, str(self.settings.scratch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        Thread(target=self._write, name="batch-orders", daemon=True).start()
        Thread(target=self._read, name="batch-reports", daemon=True).start()

    def start(self, order: Order) -> bool:
        with self.lock:
            if self.is_alive:
                self.tasks[order["task"]] = ""
                self.orders.put({"start": order})
            return self.is_alive

    def dismiss(self) -> None:
        self.is_dismissed = True
        self.orders.put(None)

    def _write(self) -> None:
        with suppress(BrokenPipeError), cast("IO[bytes]", self.process.stdin) as stream:
            while (order := self.orders.get()) is not None:
                stream.write(json.dumps(order).encode() + b"\n")
                stream.flush()

    def _read(self) -> None:
        with cast("IO[bytes]", self.process.stdout) as stream:
            for line in stream:
                if not self.is_dismissed:
                    self._hear(json.loads(line))
        with self.lock:
            self.is_alive = False
        self.orders.put(None)
        self.process.wait()
        for task in [] if self.is_dismissed else list(self.tasks):
            self.watcher.ended(task, Ending(cause=Cause.HOST_LOST))

    def _hear(self, news: dict[str, Any]) -> None:
        task = news["task"]
        match news:
            case {"started": True}:
                self.watcher.started(task)
            case {"output": text}:
                self._log(task, self._lines(task, text))
            case {"ended": cause, "exit": code, "message": message}:
                self._log(task, [self.tasks.pop(task)])
                ending = Ending(cause=Cause(cause), exit_code=code, message=message)
                self.watcher.ended(task, ending)
            case _:
                pass

    def _lines(self, task: str, text: str) -> list[str]:
        *lines, rest = (self.tasks[task] + text).split("\n")
        is_too_long = len(rest) > MAX_LINE
        self.tasks[task] = "" if is_too_long else rest
        return [*lines, rest] if is_too_long else lines

    def _log(self, task: str, lines: list[str]) -> None:
        # CloudWatch Logs takes no event without a text.
        if texts := [text for line in lines if (text := line.rstrip("\r"))]:
            self.watcher.wrote(task, texts)
