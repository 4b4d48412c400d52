"""A sign of life on the terminal while something takes its time."""

import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import TypeVar

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from batch_relay.cli.output import err

T = TypeVar("T")


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show on stderr, if that is a terminal, that something goes on, and for how long."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with _shown(*columns) as shown:
        shown.add_task(doing, total=None)
        yield


def tracked(items: Iterable[T], doing: str, *, total: int | None = None) -> Iterator[T]:
    """Yield the items; show on stderr, if that is a terminal, how many of the total are done."""
    known = len(items) if total is None and isinstance(items, Sized) else total
    counted = (BarColumn(bar_width=None), MofNCompleteColumn(), TimeElapsedColumn())
    with _shown(TextColumn("{task.description}"), *counted) as bar:
        yield from bar.track(items, total=known, description=doing)


def _shown(*columns: ProgressColumn) -> Progress:
    """Return what shows itself on a terminal; what is printed goes above it, or to its file."""
    console = err()
    return Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=sys.stdout.isatty(),
    )
