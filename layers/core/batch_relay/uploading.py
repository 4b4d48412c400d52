"""CSVs that go by an upload: put, then followed until they are imported."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from batch_relay.calls import Caller
from batch_relay.domain.uploads import ROWS_A_REQUEST
from batch_relay.http import to_error
from batch_relay.wire.problems import ProblemDetails
from batch_relay.wire.projects import ImportQuery, ImportResult
from batch_relay.wire.uploads import UploadItem, UploadRequest, UploadResult

# A Lambda takes 6 MB, in which a binary body grows by a third; gzip holds ten times as many rows.
LARGEST_BODY = 4 << 20
LARGEST_ZIPPED = 1 << 20
LOOK_EVERY = 1.0
AS_IT_IS = ImportQuery()
GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20


class Watcher(Protocol):
    """Whoever follows an upload."""

    def sent(self, done: int, size: int) -> None:
        """Hear how many bytes were sent, of how many."""
        ...

    def read(self, upload: UploadItem) -> None:
        """Hear how far the import has come."""
        ...


class _Nobody:
    def sent(self, done: int, size: int) -> None: ...

    def read(self, upload: UploadItem) -> None: ...


def fits_request(csv: Path, *, beside: int = 0) -> bool:
    """Whether a file may be sent, and read, within one request, `beside` so many samples."""
    largest = LARGEST_ZIPPED if _is_zipped(csv) else LARGEST_BODY
    if csv.stat().st_size > largest:
        return False
    rows = rows_of(csv)
    return rows is None or rows + beside <= ROWS_A_REQUEST


def rows_of(csv: Path) -> int | None:
    """Return about how many rows a file has, as a cell may have line breaks; None if broken."""
    try:
        with gzip.open(csv) if _is_zipped(csv) else csv.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return None


def _is_zipped(csv: Path) -> bool:
    with csv.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def import_by_upload(
    calls: Caller, name: str, csv: Path, query: ImportQuery, watcher: Watcher | None
) -> ImportResult:
    """Upload a file and wait until it is imported; raise what a request would have raised."""
    watcher = watcher or _Nobody()
    wanted = UploadRequest(project=name, **dict(query))
    upload = put_upload(calls, csv, wanted, watcher)
    while True:
        item = calls.get(UploadItem, f"uploads/{upload.id}")
        watcher.read(item)
        if item.result:
            return item.result
        if item.status.is_final:
            raise to_error(item.error or _GONE)
        calls.sleep(LOOK_EVERY)


def put_upload(
    calls: Caller, file: Path, wanted: UploadRequest, watcher: Watcher | None = None
) -> UploadResult:
    """Upload a file, which is imported once it has come."""
    body = wanted.model_dump_json(exclude_defaults=True).encode()
    upload = calls.write(UploadResult, "POST", "uploads", content=body)
    chunks = _chunks(file, watcher or _Nobody())
    calls.put_file(upload.url, chunks, file.stat().st_size)
    return upload


def _chunks(file: Path, watcher: Watcher) -> Iterator[bytes]:
    size, done = file.stat().st_size, 0
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk
            done += len(chunk)
            watcher.sent(done, size)


_GONE = ProblemDetails(
    title="Gone", status=410, detail="The import failed, and why is not known any more."
)
