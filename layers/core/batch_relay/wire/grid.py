"""Many samples in few bytes."""

from typing import Self

from pydantic import Field

from batch_relay.domain.grid import LETTERS, NOT_BEGUN
from batch_relay.domain.names import SAMPLE_NAME
from batch_relay.domain.statuses import SampleStatus
from batch_relay.services.read_grid import MOST_NAMES, MOST_WITH_CELLS, GridPart, Rows
from batch_relay.wire.problems import Wire

LEGEND = ", ".join(f"{letter} {status}" for status, letter in LETTERS.items())


class GridQuery(Wire):
    """Which part of the grid, as parameters of the query."""

    status: SampleStatus = Field(description="Only samples of this status.")
    prefix: str = Field(
        default="",
        max_length=SAMPLE_NAME.limit,
        description="Only samples whose names begin so.",
    )
    after: str = Field(
        default="",
        max_length=SAMPLE_NAME.limit,
        description="The `next` of the part before; any name will do.",
    )
    limit: int = Field(default=MOST_WITH_CELLS, ge=1, le=MOST_NAMES)
    cells: bool = Field(
        default=True, description="Where the analyses stand; 1,000 samples at most."
    )

    def rows(self) -> Rows:
        """Return which part it is."""
        return Rows(**dict(self))


class GridPage(Wire):
    """Samples by name; `next` is the `after` of the next part, null at the end."""

    samples: list[str]
    cells: list[str] = Field(
        description=f"A letter for each analysis of each sample: {NOT_BEGUN} not begun, {LEGEND}."
    )
    next: str | None = None

    @classmethod
    def of(cls, part: GridPart) -> Self:
        """Read a part of the grid."""
        return cls(samples=list(part.samples), cells=part.cells, next=part.next)
