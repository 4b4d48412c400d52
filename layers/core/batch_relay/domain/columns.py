"""The header of a metadata CSV: which columns there are and which hold sample and file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from batch_relay.domain.csv_rows import Row
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.variables import RESERVED_NAMES
from batch_relay.domain.wording import suggest

SAMPLE_COLUMNS: Final = ("sample", "sample_name")
FILE_COLUMNS: Final = ("file", "file_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns in order, less empty ones at the end; `sample` and `file` are positions.

    `line` is where the header starts; None if there is no header.
    """

    line: int | None = None
    columns: tuple[str, ...]
    sample: int | None = None
    file: int | None = None


def read_header(
    rows: Iterator[Row], problems: Problems, *, sample: str | None, file: str | None
) -> Header:
    """Take the header off the rows; `sample` and `file` name columns other than the usual ones."""
    line, cells = next(rows, (0, []))
    if not cells:
        _refuse_empty(problems)
        return Header(columns=())
    columns = _without_empty_end([cell.strip() for cell in cells])
    _check_columns(columns, line, problems)
    return Header(
        line=line,
        columns=columns,
        sample=_find("sample", columns, (sample,) if sample else SAMPLE_COLUMNS, line, problems),
        file=_find("file", columns, (file,) if file else FILE_COLUMNS, line, problems),
    )


def _refuse_empty(problems: Problems) -> None:
    if ProblemKind.UNREADABLE_FILE not in problems.totals():
        message = "The file is empty; its first line must name the columns."
        problems.add(ProblemKind.EMPTY_FILE, message)


def _without_empty_end(cells: Sequence[str]) -> tuple[str, ...]:
    width = max((at for at, cell in enumerate(cells, start=1) if cell), default=0)
    return tuple(cells[:width])


def _check_columns(columns: tuple[str, ...], line: int, problems: Problems) -> None:
    for name, times in Counter(columns).items():
        if not name:
            message = "A column has no name; its cells are left out."
            problems.warn(ProblemKind.UNNAMED_COLUMN, message, line=line)
        elif times > 1:
            message = f"{times} columns are named {name!r}; rename all but one."
            problems.add(ProblemKind.DUPLICATE_COLUMN, message, line=line, column=name)
        if name in RESERVED_NAMES:
            message = f"{name!r} is a name of Batch Relay's own; rename the column."
            problems.add(ProblemKind.RESERVED_COLUMN, message, line=line, column=name)


def _find(
    noun: str, columns: tuple[str, ...], wanted: Sequence[str], line: int, problems: Problems
) -> int | None:
    for name in wanted:
        if name in columns:
            return columns.index(name)
    names = " or ".join(repr(name) for name in wanted)
    message = (
        f"No column {names} for the {noun}; {suggest(wanted[0], columns)} "
        f"Rename one, or say which column holds the {noun}."
    )
    problems.add(ProblemKind.MISSING_COLUMN, message, line=line, column=wanted[0])
    return None
