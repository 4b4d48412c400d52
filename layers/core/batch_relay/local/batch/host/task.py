"""A task's processes, from start to end, as the keeper sees them."""

import codecs
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from batch_relay.local.batch.host.linux import die_with_parent
from batch_relay.local.batch.host.processes import Family, Process

CHUNK = 65536
MIB = 1024 * 1024


class Order(TypedDict):
    """What the keeper is told to start; `memory` in MiB or None, `timeout` and `grace` in seconds.

    `out_of_memory` prints `true` if the container was killed for its memory, `after` removes it.
    """

    task: str
    command: list[str]
    environment: dict[str, str]
    memory: int | None
    timeout: float | None
    grace: float
    out_of_memory: list[str]
    after: list[str]


@dataclass(slots=True, kw_only=True)
class Task:
    """A running task; `pipe` is its output, `cause` is why it will have ended."""

    order: Order
    process: subprocess.Popen[bytes]
    pipe: int
    scratch: Path
    family: Family
    deadline: float | None
    cause: str = "exited"
    kill_at: float | None = None
    maps_files: bool = False
    decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )

    def read(self) -> str | None:
        """Take what the task has written; None once nothing more can come."""
        try:
            data = os.read(self.pipe, CHUNK)
        except BlockingIOError:
            return ""
        return self.decoder.decode(data, final=not data) or ("" if data else None)

    def stop(self, now: float) -> None:
        """Ask the task to end, and set the time when it is killed."""
        if self.kill_at is None:
            self.kill_at = now + self.order["grace"]
            self.signal(signal.SIGTERM)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the task's process group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def enforce_time(self, now: float) -> None:
        """Stop the task when its time is over, and kill it when it did not stop."""
        if self.deadline is not None and now >= self.deadline and self.kill_at is None:
            self.cause = "timed out"
            self.stop(now)
        if self.kill_at is not None and now >= self.kill_at:
            self.signal(signal.SIGKILL)

    def enforce_memory(self, processes: Iterable[Process]) -> None:
        """Kill the task when its processes together hold more than it may."""
        self.family.update(processes)
        if not self.limit or self.family.resident <= self.limit:
            return
        resident, held = self.family.weigh()
        # What was freed since then proves nothing.
        self.maps_files |= held <= self.limit < resident
        if held > self.limit:
            self.cause = "out of memory"
            self.family.signal(signal.SIGKILL)

    @property
    def limit(self) -> int:
        """The most bytes that the task may hold; 0 if there is no limit."""
        return (self.order["memory"] or 0) * MIB

    def clean(self) -> bool:
        """Remove what the task left behind; True if its container ran out of memory."""
        is_starved = bool(self.order["out_of_memory"]) and _answers_true(self.order)
        if self.order["after"]:
            subprocess.run(self.order["after"], capture_output=True, check=False)
        os.close(self.pipe)
        shutil.rmtree(self.scratch, ignore_errors=True)
        return is_starved


def start(order: Order, scratch: Path, now: float) -> Task:
    """Start a task in a directory of its own.

    Raises:
        OSError, ValueError: the command can't be started.
    """
    if not order["command"]:
        message = "no command specified"
        raise ValueError(message)
    scratch.mkdir()
    home = {"HOME": str(scratch), "TMPDIR": str(scratch)}
    process, pipe = _spawn(order["command"], {**home, **order["environment"]}, scratch)
    timeout = order["timeout"]
    return Task(
        order=order,
        process=process,
        pipe=pipe,
        scratch=scratch,
        family=Family(process.pid, order["task"]),
        deadline=None if timeout is None else now + timeout,
    )


def _spawn(
    command: list[str], environment: Mapping[str, str], scratch: Path
) -> tuple[subprocess.Popen[bytes], int]:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=writer,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509  the keeper has one thread
        )
    except BaseException:
        os.close(reader)
        raise
    finally:
        os.close(writer)
    return process, reader


def _answers_true(order: Order) -> bool:
    answer = subprocess.run(order["out_of_memory"], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == "true"
