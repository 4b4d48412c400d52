"""A bar on the terminal while something takes its time."""

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from batch_relay.cli.output import err

T = TypeVar("T")


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
