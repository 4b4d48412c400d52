"""The progress of a large import, on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from batch_relay.cli.output import err
from batch_relay.uploading import Watcher, rows_of
from batch_relay.wire.uploads import UploadItem


@contextmanager
def importing(csv: Path, *, quiet: bool) -> Iterator[Watcher]:
    """Show how much was sent, then how many rows were read, on a terminal, unless `quiet`."""
    console = err()
    console.quiet = quiet or not console.is_terminal
    columns = (TextColumn("[bold]{task.description}"), BarColumn(), TimeElapsedColumn())
    bytes_ = Progress(*columns, DownloadColumn(), console=console, transient=True)
    rows = Progress(*columns, MofNCompleteColumn(), console=console, transient=True)
    # A small file is read while its request lasts.
    idle = Progress(SpinnerColumn(), *columns[::2], console=console, transient=True)
    idle.add_task("Importing", total=None)
    try:
        idle.start()
        yield _Bars(csv, idle, bytes_, rows)
    finally:
        for shown in (idle, bytes_, rows):
            shown.stop()


class _Bars:
    def __init__(self, csv: Path, idle: Progress, bytes_: Progress, rows: Progress) -> None:
        self._csv, self._idle, self._bytes, self._rows = csv, idle, bytes_, rows
        self._sending: TaskID | None = None
        self._reading: TaskID | None = None

    def sent(self, done: int, size: int) -> None:
        if self._sending is None:
            self._idle.stop()
            self._bytes.start()
            self._sending = self._bytes.add_task("Uploading")
        self._bytes.update(self._sending, completed=done, total=size)

    def read(self, upload: UploadItem) -> None:
        if self._reading is None:
            self._idle.stop()
            self._bytes.stop()
            self._rows.start()
            self._reading = self._rows.add_task("Reading rows", total=rows_of(self._csv))
        self._rows.update(self._reading, completed=upload.rows)
