"""One sample of a project."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One row; `columns` holds its cells as written, in order, `line` is where it starts."""

    name: str
    file: str
    columns: Mapping[str, str]
    line: int
