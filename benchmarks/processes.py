"""A process with all its descendants: their processor time and their memory, from /proc."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

PROC = Path("/proc")
EVERY_SECONDS = 2.0
_PSS = re.compile(r"^Pss: +(\d+) kB$", re.MULTILINE)
_TICK = os.sysconf("SC_CLK_TCK")


def family(root: int) -> set[int]:
    """Return a process and its descendants."""
    parents = dict(_parents())
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def processor_seconds(root: int) -> float:
    """Add up what the family has used, with those of its children that have ended."""
    ticks = (sum(map(int, _stat(pid)[11:15])) for pid in family(root) if _stat(pid))
    return sum(ticks) / _TICK


def own_seconds(pid: int) -> float:
    """Return what one process has used itself."""
    return sum(map(int, _stat(pid)[11:13])) / _TICK


def memory(root: int) -> int:
    """Add up the bytes that the family holds; shared pages are divided among their holders."""
    return sum(map(_pss, family(root)))


@contextmanager
def watched_memory(root: int) -> Iterator[list[int]]:
    """Look at the memory of the family every now and then; the list grows meanwhile."""
    seen, over = [memory(root)], Event()

    def watch() -> None:
        while not over.wait(EVERY_SECONDS):
            seen.append(memory(root))

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _parents() -> Iterator[tuple[int, int]]:
    for entry in PROC.iterdir():
        if entry.name.isdecimal() and (stat := _stat(int(entry.name))):
            yield int(entry.name), int(stat[1])


def _stat(pid: int) -> list[str]:
    with suppress(OSError):
        return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    return []


def _pss(pid: int) -> int:
    with suppress(OSError):
        text = (PROC / str(pid) / "smaps_rollup").read_text()
        return sum(int(kib) for kib in _PSS.findall(text)) * 1024
    return 0
