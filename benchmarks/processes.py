"""A process with all its descendants: their processor time and their memory, from /proc."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
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


def memory(root: int) -> int:
    """Add up the bytes that the family holds; shared pages are divided among their holders."""
    return sum(map(_pss, family(root)))


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
