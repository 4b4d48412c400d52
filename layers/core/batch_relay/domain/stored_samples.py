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

    def add(self, sample: Sample) -> None:
        """Remember a sample."""
        self.names.line_of(sample.name, STORED)
        self.files.line_of(sample.file, STORED)
        self._rows.line_of(_row(sample), STORED)
        self.last_line = max(self.last_line, sample.line)

    def has(self, sample: Sample) -> bool:
        """Whether a sample is the same in every cell, in whatever order."""
        return _row(sample) in self._rows


def _row(sample: Sample) -> str:
    return json.dumps([sample.name, sample.file, sorted(sample.columns.items())])
