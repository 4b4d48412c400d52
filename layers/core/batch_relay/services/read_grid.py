"""Read many samples of a run at little cost: their names, and a letter for each analysis."""

from dataclasses import dataclass

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.grid import cells_of
from batch_relay.domain.runs import Run
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.ports import Grid

# A read of 4 KB or more for each analysis, in batches of 100.
MOST_WITH_CELLS = 1000
MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Which samples: of a status, with names that begin so, after a name; with cells or without."""

    status: SampleStatus
    prefix: str = ""
    after: str = ""
    limit: int = MOST_WITH_CELLS
    cells: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPart:
    """Names, and cells if asked for; `next` is the name to go on after, None at the end."""

    samples: tuple[str, ...]
    cells: list[str]
    next: str | None


def read_grid(run: Run, rows: Rows, *, grid: Grid) -> GridPart:
    """Return a part of the grid; InvalidError if it is too large."""
    if rows.cells and rows.limit > MOST_WITH_CELLS:
        msg = f"With cells, `limit` is {MOST_WITH_CELLS} at most; ask with `cells=false` for more."
        raise InvalidError(msg)
    names = grid.names(run.key, rows.status, prefix=rows.prefix, after=rows.after, limit=rows.limit)
    cells: list[str] = []
    if rows.cells:
        many = len(run.analyses)
        cells = cells_of(run.key, names, many, grid.statuses(run.key, names, many))
    return GridPart(
        samples=names, cells=cells, next=names[-1] if len(names) == rows.limit else None
    )
