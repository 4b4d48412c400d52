"""Rows of cells from CSV as people have it: comma, semicolon or tab, quotes, blank lines."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import chain
from typing import Final, TypeAlias, cast

from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.text_lines import UnreadableError, open_text

DELIMITERS: Final = ",;\t"

Row: TypeAlias = tuple[int, list[str]]


def read_rows(lines: Iterable[str] | Iterable[bytes], problems: Problems) -> Iterator[Row]:
    """Yield the line each row starts on, counting from 1, and its cells; blank rows are left out.

    `lines` are lines of text with their ends, or chunks of bytes of any size.
    The delimiter is the one that cuts the first row into the most cells.
    """
    text = _readable(lines, problems)
    above, first = _first_filled(text)
    reader = csv.reader(chain([first], text), delimiter=_delimiter(first), strict=True)
    while True:
        line = above + reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            message = (
                f"The row can't be read ({error}); close each quoted cell and double quotes in it."
            )
            problems.add(ProblemKind.BROKEN_QUOTES, message, line=line)
            continue
        if row is None:
            return
        if any(row):
            yield line, row


def _readable(lines: Iterable[str] | Iterable[bytes], problems: Problems) -> Iterator[str]:
    try:
        yield from _text(lines, problems)
    except UnreadableError as error:
        problem = error.problem
        problems.add(problem.kind, problem.message, line=problem.line)


def _text(lines: Iterable[str] | Iterable[bytes], problems: Problems) -> Iterator[str]:
    given = StringIO(lines, newline="") if isinstance(lines, str) else lines
    arriving = cast("Iterator[str | bytes]", iter(given))
    first = next(arriving, "")
    if isinstance(first, bytes):
        return open_text(chain([first], cast("Iterator[bytes]", arriving)), problems=problems)
    return chain([first.removeprefix("\ufeff")], cast("Iterator[str]", arriving))


def _first_filled(text: Iterator[str]) -> tuple[int, str]:
    """Return how many blank lines come first, and the line after them."""
    blank = 0
    for line in text:
        if line.strip():
            return blank, line
        blank += 1
    return blank, ""


def _delimiter(line: str) -> str:
    return max(DELIMITERS, key=lambda delimiter: _cells(line, delimiter))


def _cells(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), ()))
    except csv.Error:
        return 0
