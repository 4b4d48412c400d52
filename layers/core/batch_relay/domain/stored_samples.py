"""The samples that a project has already, to which others are appended."""

import json

from batch_relay.domain.first_seen import FirstSeen
from batch_relay.domain.samples import Sample

# Where a stored sample's name, file or output was first seen; rows are on lines from 1.
STORED = 0


class StoredSamples:
    """Names, files and whole rows, remembered in little memory; see `FirstSeen` for the odds.

    `last_line` is the highest line that any of them is on.
    """

    def __init__(self) -> None:
        self.names = FirstSeen()
        self.files = FirstSeen()
        self.last_line = 0
        self._rows = FirstSeen()

    def add(self, sample: Sample, *, append: int = 0) -> None:
        """Remember a sample, and which append brought it; 0 is the import."""
        self.names.line_of(sample.name, STORED)
        self.files.line_of(sample.file, STORED)
        self._rows.line_of(_row(sample), append)
        self.last_line = max(self.last_line, sample.line)

    def append_of(self, sample: Sample) -> int | None:
        """Return what brought a sample that is the same in every cell, in whatever order."""
        return self._rows.get(_row(sample))


def _row(sample: Sample) -> str:
    return json.dumps([sample.name, sample.file, sorted(sample.columns.items())])
