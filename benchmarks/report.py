"""What a benchmark found, and the page that it is written to, a section each."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
_GIB = 1 << 30
_HEAD = """# Benchmarks

Written by `make bench`; each section says how to repeat it alone. The machine may have had other
work: the load is the average number of processes that wanted a processor.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured thing; `met` says whether it is within its target, if it has one."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a benchmark found."""

    title: str
    rows: Sequence[Row]
    notes: str = ""


def machine() -> str:
    """Describe the machine in a line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    python = f"Python {platform.python_version()}"
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, {python}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    named = (
        re.search(r"^model name\s*: (.+)$", info.read_text(), re.MULTILINE)
        if info.exists()
        else None
    )
    return named[1] if named else platform.machine()


def rendered(section: Section, command: str, *, load: float) -> str:
    """Return the section as Markdown."""
    table = ["| what | measured | target | |", "|---|---|---|---|", *map(_row, section.rows)]
    when = f"{datetime.now(UTC):%Y-%m-%d}"
    made = f"`{command}`, {when}, load {load:.1f}{_priority()}. {machine()}."
    parts = [f"## {section.title}", "\n".join(table), section.notes, made]
    return "\n\n".join(part for part in parts if part) + "\n"


def _priority() -> str:
    """Say that the benchmark went before other work, or after it."""
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    return f", at nice {nice}" if nice else ""


def _row(row: Row) -> str:
    met = "" if row.met is None else "met" if row.met else "**missed**"
    return f"| {row.what} | {row.measured} | {row.target} | {met} |"


def write(section: str, titles: Sequence[str], page: Path = PAGE) -> None:
    """Put a section in the page, in place of its older self; the others stay."""
    old = page.read_text() if page.exists() else _HEAD
    _, *bodies = re.split(r"^(?=## )", old, flags=re.MULTILINE)
    known = {_title(body): body.strip() + "\n" for body in [*bodies, section]}
    chosen = [known[title] for title in titles if title in known]
    page.write_text("\n".join([_HEAD, *chosen]))


def _title(body: str) -> str:
    return body.partition("\n")[0].removeprefix("## ")
