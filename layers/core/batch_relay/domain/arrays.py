"""The indices that an array of jobs runs: numbers, and as text `3-9,17`."""

from collections.abc import Iterable
from typing import Final

LARGEST_ARRAY: Final = 10_000
# What a job is told of its indices: so many characters at most, which the overrides leave room for.
LONGEST_INDICES: Final = 3_072
# What is shown of the indices of an attempt that ended.
_SHOWN: Final = 500


def all_of(size: int) -> str:
    """Return the indices of an array of that size."""
    return pack(range(size))


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
    return tuple(index for part in text.split(",") if part for index in _run(part))


def _run(part: str) -> Iterable[int]:
    first, _, last = part.partition("-")
    return range(int(first), int(last or first) + 1)


def fitting(text: str, most: int = LONGEST_INDICES) -> str:
    """Return the indices, or as many of the first runs of them as `most` characters hold."""
    return text if len(text) <= most else text[: most + 1].rpartition(",")[0]


def shortened(text: str) -> str:
    """Return the indices as they are shown, with `…` for those that are too many."""
    return text if len(text) <= _SHOWN else f"{fitting(text, _SHOWN)},…"
