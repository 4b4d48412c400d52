"""The process that jobs' processes are children of.

It reads orders from its standard input and writes reports to its standard output, one JSON object a
line. When its input ends, for whatever reason, it kills every task and ends: a server that dies
leaves no job behind.
"""

import json
import os
import resource
import selectors
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from batch_relay.local.batch.documents import Value
from batch_relay.local.batch.host.linux import adopt_orphans
from batch_relay.local.batch.host.processes import living
from batch_relay.local.batch.host.task import Order, Task, start

SAMPLE_SECONDS = 0.05
# Looking at all processes takes time; it may take this share of it.
SAMPLE_SHARE = 0.1
ORDERS, REPORTS = 0, 1


class Keeper:
    """Starts, watches and ends tasks; one thread, one loop."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.tasks: dict[int, Task] = {}
        self.selector = selectors.DefaultSelector()
        self.sample_at = 0.0
        self.is_open = True
        self._partial = b""
        self._watch_children()
        self.selector.register(ORDERS, selectors.EVENT_READ, self._read_orders)

    def run(self) -> None:
        """Work until the orders end."""
        while self.is_open:
            for key, _ in self.selector.select(self._patience()):
                key.data()
            self._reap()
            self._enforce()
        for task in list(self.tasks.values()):
            self._kill(task)
            task.clean()

    def _watch_children(self) -> None:
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        self.selector.register(reader, selectors.EVENT_READ, lambda: os.read(reader, 4096))

    def _patience(self) -> float | None:
        return max(self.sample_at - time.monotonic(), 0.001) if self.tasks else None

    def _read_orders(self) -> None:
        data = os.read(ORDERS, 65536)
        self.is_open = bool(data)
        *lines, self._partial = (self._partial + data).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))

    def _obey(self, order: dict[str, Any]) -> None:
        match order:
            case {"start": wanted}:
                self._start(wanted)
            case {"stop": name}:
                self._each(name, lambda task: task.stop(time.monotonic()))
            case {"kill": name}:
                self._each(name, self._kill)
            case _:
                pass

    def _each(self, name: str, act: Callable[[Task], None]) -> None:
        for task in [task for task in self.tasks.values() if task.order["task"] == name]:
            act(task)

    def _start(self, order: Order) -> None:
        try:
            task = start(order, self.scratch / order["task"], time.monotonic())
        except (OSError, ValueError) as error:
            shutil.rmtree(self.scratch / order["task"], ignore_errors=True)
            report(order, ended="not started", exit=127, message=refusal(order, error))
            return
        self.tasks[task.process.pid] = task
        self.selector.register(task.pipe, selectors.EVENT_READ, lambda: self._forward(task))
        report(order, started=True)

    def _forward(self, task: Task) -> bool:
        text = task.read()
        if text:
            report(task.order, output=text)
        elif text is None:
            with suppress(KeyError):
                self.selector.unregister(task.pipe)
        return bool(text)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.wait4(-1, os.WNOHANG))[0]:
                if task := self.tasks.pop(ended[0], None):
                    self._close(task, os.waitstatus_to_exitcode(ended[1]), ended[2].ru_maxrss)

    def _close(self, task: Task, code: int, peak_kib: int) -> None:
        task.process.returncode = code
        self._kill(task)
        while self._forward(task):
            pass
        with suppress(KeyError):
            self.selector.unregister(task.pipe)
        if task.clean() or self._outgrew(task, peak_kib):
            task.cause = "out of memory"
        code = 137 if task.cause == "out of memory" else code if code >= 0 else 128 - code
        report(task.order, ended=task.cause, exit=code, message="")

    def _outgrew(self, task: Task, peak_kib: int) -> bool:
        """Find a peak between two samples; it counts pages of files, so it proves nothing then."""
        # A child's peak starts at what its parent held when it was forked.
        own_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        is_large = bool(task.limit) and peak_kib > max(own_kib, task.limit // 1024)
        return is_large and not task.maps_files

    def _kill(self, task: Task) -> None:
        task.signal(signal.SIGKILL)
        task.family.update(living())
        task.family.signal(signal.SIGKILL)

    def _enforce(self) -> None:
        now = time.monotonic()
        for task in self.tasks.values():
            task.enforce_time(now)
        if now < self.sample_at or not self.tasks:
            return
        processes = list(living())
        for task in self.tasks.values():
            task.enforce_memory(processes)
        taken = time.monotonic() - now
        self.sample_at = now + max(SAMPLE_SECONDS, taken / SAMPLE_SHARE)


def report(order: Order, **news: Value) -> None:
    """Tell the server about a task."""
    line = json.dumps({"task": order["task"], **news}).encode() + b"\n"
    while line:
        line = line[os.write(REPORTS, line) :]


def refusal(order: Order, error: OSError | ValueError) -> str:
    """Say in Docker's words why a command can't be started."""
    name = order["command"][0] if order["command"] else ""
    known = {
        "FileNotFoundError": "executable file not found in $PATH",
        "PermissionError": "permission denied",
    }
    why = known.get(type(error).__name__, str(error))
    return f'failed to create task for container: exec: "{name}": {why}: unknown'


def main() -> None:
    """Serve until the standard input ends."""
    adopt_orphans()
    scratch = Path(mkdtemp(prefix="batch-relay-jobs-", dir=sys.argv[1]))
    try:
        with suppress(BrokenPipeError):
            Keeper(scratch).run()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
