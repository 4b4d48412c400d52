"""The indices that an array of jobs runs: numbers, and as text `3-9,17`."""

from collections.abc import Iterable, Iterator
from typing import Final

LARGEST_ARRAY: Final = 10_000
# What a job is told of its indices: so many characters at most, which the overrides leave room for.
LONGEST_INDICES: Final = 3_072
# What is shown of the indices of an attempt that ended.
_SHOWN: Final = 500


def all_of(size: int) -> str:
    """Return the indices of an array of that size."""
    return f"0-{size - 1}" if size > 1 else "0"


def pack(indices: Iterable[int]) -> str:
    """Return the indices as text, in order, runs of them as `first-last`."""
    return ",".join(
        f"{first}-{last}" if last > first else f"{first}" for first, last in runs(indices)
    )


def runs(indices: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last index of each run."""
    found: list[tuple[int, int]] = []
    for index in sorted(set(indices)):
        if found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found


def unpack(text: str) -> tuple[int, ...]:
    """Return the indices that `pack` wrote; none for an empty text."""
    return tuple(index for run in _runs_in(text) for index in run)


def number_of(text: str) -> int:
    """Return how many indices that are."""
    return sum(map(len, _runs_in(text)))


def _runs_in(text: str) -> Iterator[range]:
    return (_run(part) for part in text.split(",") if part)


def _run(part: str) -> range:
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)


def fitting(text: str, most: int = LONGEST_INDICES) -> str:
    """Return the indices, or as many of the first runs of them as `most` characters hold."""
    return text if len(text) <= most else text[: most + 1].rpartition(",")[0]


def shortened(text: str) -> str:
    """Return the indices as they are shown, with `…` for those that are too many."""
    return text if len(text) <= _SHOWN else f"{fitting(text, _SHOWN)},…"
