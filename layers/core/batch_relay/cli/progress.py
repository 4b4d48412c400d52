"""A bar on the terminal while something takes its time."""

from collections.abc import Collection, Iterator
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from batch_relay.cli.output import err

T = TypeVar("T")


def tracked(items: Collection[T], doing: str) -> Iterator[T]:
    """Yield the items; show on stderr, if that is a terminal, how many are done."""
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
        yield from bar.track(items, description=doing)
