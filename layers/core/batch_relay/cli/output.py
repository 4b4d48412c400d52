"""What commands print: results on stdout, for people or as JSON; all else on stderr."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, TypeAlias

import typer
from pydantic import BaseModel
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.problems import Problem
from batch_relay.wire.problems import ProblemItem

AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print JSON, for programs to read.", show_default=False)
]
IsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Changes nothing: it always prints JSON.")
]


# All but tabs and line ends; with the others, text can command a terminal.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _Terminal(Console):
    """A console on which text is text: what others wrote moves no cursor and fills no clipboard."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what is drawn, with control characters as escapes of Python."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=_visible(segment.text))


def _visible(text: str) -> str:
    return _CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def out() -> Console:
    """Return where results go, as they are: brackets in names and reasons are no markup."""
    return _Terminal(highlight=False, markup=False)


def err() -> Console:
    """Return where everything else goes, as it is."""
    return _Terminal(stderr=True, highlight=False, markup=False)


def print_json(result: BaseModel | Iterable[BaseModel]) -> None:
    """Print a result as JSON."""
    if isinstance(result, BaseModel):
        print(result.model_dump_json(indent=2, ensure_ascii=True))
        return
    print(json.dumps([each.model_dump(mode="json") for each in result], indent=2))


def print_data(told: object) -> None:
    """Print what is no model, such as AWS's own documents, as JSON."""
    print(json.dumps(told, indent=2, default=str))


def tell(said: str, told: object, *, as_json: bool) -> None:
    """Tell people how it went, or programs what is told."""
    print_data(told) if as_json else say(said)


def table(*columns: str) -> Table:
    """Return an empty table; its cells fold rather than be cut."""
    grid = Table(header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold")
    return grid


def titled(title: str, grid: Table) -> Group:
    """Return a table below its title, which may be wider."""
    return Group(Text(title, style="bold"), grid)


def show(title: str, grid: Table) -> None:
    """Print a table below its title; of one without rows, that there are none."""
    out().print(titled(title, grid) if grid.row_count else f"{title}: none")


def many(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def filled(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table of rows, without the columns in which none of them has anything."""
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    grid = table(*(columns[place] for place in kept))
    for row in rows:
        grid.add_row(*(row[place] for place in kept))
    return grid


def say(text: str) -> None:
    """Tell people how it went."""
    out().print(text, soft_wrap=True)


def complain(text: str) -> None:
    """Print one line on stderr."""
    err().print(text, soft_wrap=True)


def print_problems(
    file: str,
    problems: Iterable[Problem | ProblemItem],
    totals: dict[str, int] | None = None,
    *,
    note: str = "",
) -> None:
    """Print problems as compilers do, and how many were left out; `note` goes before each."""
    shown: dict[str, int] = {}
    for problem in problems:
        line = f":{problem.line}" if problem.line else ""
        column = f"[{problem.column}] " if problem.column else ""
        complain(f"{file}{line}: {note}{column}{problem.message}")
        shown[problem.kind] = shown.get(problem.kind, 0) + 1
    for kind, total in (totals or {}).items():
        if total > shown.get(kind, 0):
            complain(f"{file}: {note}… and {total - shown.get(kind, 0)} more of kind {kind}")


@contextmanager
def explaining(file: str) -> Iterator[None]:
    """Print an error's problems, each with its place in the file, before it goes on."""
    try:
        yield
    except InvalidError as error:
        print_problems(file, error.problems, error.totals)
        raise
