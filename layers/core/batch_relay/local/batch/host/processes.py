"""Which processes belong to which task, and how much memory they hold."""

import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
KIB = 1024
_PAGE = resource.getpagesize()
_MOST_BYTES = 65536
# proc(5): a list that kernels have which were built to tell it, as those of most distributions.
_CHILDREN = f"{PROC}/{{pid}}/task/{{thread}}/children"
_TELLS_CHILDREN = Path(_CHILDREN.format(pid="self", thread=os.getpid())).exists()
_RESIDENT = 21
_DEAD = {b"Z", b"X"}
RESIDENT = re.compile(r"^Rss: +(\d+) kB$", re.MULTILINE)
# proc(5): what belongs to no file, with the parts that processes share divided among them.
HELD = re.compile(r"^Pss_(?:Anon|Shmem): +(\d+) kB$", re.MULTILINE)


class Process(NamedTuple):
    """A living process; `resident` in bytes, `session` is the process group where ps can't tell."""

    pid: int
    parent: int
    session: int
    resident: int


@dataclass(slots=True)
class Family:
    """The processes of one task: those of its sessions, and whatever they started."""

    root: int
    mark: str
    sessions: set[int] = field(default_factory=set[int])
    members: dict[int, Process] = field(default_factory=dict[int, Process])

    def __post_init__(self) -> None:
        self.sessions.add(self.root)

    def update(self, processes: Iterable[Process]) -> None:
        """Find the members among all processes of the machine."""
        self.members = {}
        rest = list(processes)
        while found := [process for process in rest if self._is_kin(process)]:
            self.members.update((process.pid, process) for process in found)
            self.sessions.update(process.session for process in found)
            rest = [process for process in rest if process.pid not in self.members]

    @property
    def resident(self) -> int:
        """Bytes in memory; pages that processes share are counted once for each."""
        return sum(member.resident for member in self.members.values())

    def weigh(self) -> tuple[int, int]:
        """Return the bytes in memory, and those that the kernel can't take back, as it can files'.

        Both are of one moment, later than `resident`, and take longer to find out.
        """
        weights = [_weight(member) for member in self.members.values()]
        return sum(resident for resident, _ in weights), sum(held for _, held in weights)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to every member."""
        for pid in self.members:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _is_kin(self, process: Process) -> bool:
        if process.session in self.sessions or process.parent in self.members:
            return True
        return process.parent == os.getpid() and self._is_marked(process)

    def _is_marked(self, process: Process) -> bool:
        """Recognise a process that left its session and lost its parent by its environment."""
        with suppress(OSError):
            return self.mark.encode() in (PROC / str(process.pid) / "environ").read_bytes()
        return False


def living() -> Iterator[Process]:
    """List the processes that this one has started, and those that they have; or all there are."""
    return _from_proc() if sys.platform == "linux" else _from_ps()


def _from_proc() -> Iterator[Process]:
    # Bare system calls: this runs many times a second.
    for pid in _descendants(os.getpid()) if _TELLS_CHILDREN else _pids(PROC):
        with suppress(OSError):
            yield from _parse_stat(pid, _read(f"{PROC}/{pid}/stat"))


def _descendants(root: int) -> Iterator[int]:
    """Walk the tree of processes; nothing is lost to it, as this one adopts orphans."""
    rest = [root]
    while rest:
        children = list(_children(rest.pop()))
        yield from children
        rest += children


def _children(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for thread in _pids(PROC / str(pid) / "task"):
            yield from map(int, _read(_CHILDREN.format(pid=pid, thread=thread)).split())


def _pids(folder: Path) -> Iterator[int]:
    return (int(name) for name in os.listdir(folder) if name.isdecimal())  # noqa: PTH208


def _read(path: str) -> bytes:
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, _MOST_BYTES)
    finally:
        os.close(file)


def _parse_stat(pid: int, text: bytes) -> Iterator[Process]:
    # The name, in parentheses, may hold anything; proc(5) counts the fields from 1.
    fields = text.rpartition(b")")[2].split(maxsplit=_RESIDENT + 1)
    if fields and fields[0] not in _DEAD:
        yield Process(pid, int(fields[1]), int(fields[3]), int(fields[_RESIDENT]) * _PAGE)


def _from_ps() -> Iterator[Process]:
    command = ["ps", "-A", "-o", "pid=,ppid=,pgid=,rss="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        pid, parent, group, kib = map(int, line.split())
        yield Process(pid=pid, parent=parent, session=group, resident=kib * KIB)


def _weight(process: Process) -> tuple[int, int]:
    with suppress(OSError):
        text = (PROC / str(process.pid) / "smaps_rollup").read_text()
        resident, held = (sum(map(int, what.findall(text))) * KIB for what in (RESIDENT, HELD))
        return resident, held
    return process.resident, process.resident
