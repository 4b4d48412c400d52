"""A sign of life on the terminal while something takes its time."""

from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import TypeVar

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from batch_relay.cli.output import err

T = TypeVar("T")


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show on stderr, if that is a terminal, that something goes on, and for how long."""
    console = err()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as shown:
        shown.add_task(doing, total=None)
        yield


def tracked(items: Iterable[T], doing: str, *, total: int | None = None) -> Iterator[T]:
    """Yield the items; show on stderr, if that is a terminal, how many of the total are done."""
    known = len(items) if total is None and isinstance(items, Sized) else total
    console = err()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        yield from bar.track(items, total=known, description=doing)
