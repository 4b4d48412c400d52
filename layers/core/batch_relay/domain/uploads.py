"""Files on their way into a project."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Read in half of the 29 seconds that API Gateway waits, with ten analyses to render.
ROWS_A_REQUEST = 50_000
# What is put here calls the reader.
FOLDER = "uploads/"
UPLOAD_ID = re.compile("[0-9a-f]{32}")
# A reader tells of its progress every few seconds; silent for so long, it is dead.
SILENT_FOR = timedelta(minutes=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to read the CSV, and what to do with it.

    `skip_invalid` imports the good rows and reports the others; `dry_run` stores nothing.
    """

    sample_column: str | None = None
    file_column: str | None = None
    allow_repeated_files: bool = False
    skip_invalid: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """What to do with a CSV: make a project of it or append it to one, and start a workflow.

    `owner` is who asks, by the request `correlation_id`.
    """

    project: str
    workflow: str | None = None
    append: bool = False
    options: ImportOptions = ImportOptions()
    owner: str = ""
    correlation_id: str = ""


class UploadStatus(StrEnum):
    """Where an upload stands; WAITING for its file."""

    WAITING = "WAITING"
    READING = "READING"
    DONE = "DONE"
    FAILED = "FAILED"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come of it."""
        return self in {UploadStatus.DONE, UploadStatus.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that is to be imported, and how far that has come.

    `rows` are those read so far; `had` is how many samples the project had before
    the file was first read. `revision` guards every write.
    """

    id: str
    order: ImportOrder
    status: UploadStatus = UploadStatus.WAITING
    created_at: datetime
    updated_at: datetime
    rows: int = 0
    had: int | None = None
    revision: int = 0

    @property
    def file(self) -> str:
        """Return the key that the file is put under."""
        return FOLDER + self.id

    @property
    def result(self) -> str:
        """Return the key of what its sender is told, once it has ended.

        Whoever comes late to the end writes another file than who was first.
        """
        return f"imports/{self.id}/{self.revision}.json"

    def is_held(self, now: datetime) -> bool:
        """Whether somebody is reading it at this moment."""
        return self.status is UploadStatus.READING and now - self.updated_at < SILENT_FOR
