"""Import a file that was uploaded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from batch_relay.domain.errors import (
    BatchRelayError,
    ConflictError,
    InvalidError,
    NotFoundError,
    RefusedError,
    UnavailableError,
)
from batch_relay.domain.runs import Run
from batch_relay.domain.uploads import Upload, UploadStatus
from batch_relay.services.carry_out import Importing, carry_out
from batch_relay.services.drafts import Import
from batch_relay.services.ports import Uploads

TELL_EVERY = timedelta(seconds=3)
# The template's function has 15 minutes, and is killed then.
LONGEST = timedelta(minutes=13)
# To look at the clock at every row would cost as much as to read some.
ROWS_A_LOOK = 1_000
_FINAL = (ConflictError, InvalidError, NotFoundError, RefusedError)


class Outcome(StrEnum):
    """What became of an upload."""

    IMPORTED = "imported"
    FAILED = "failed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """The ports that importing an upload needs; `told` writes down what its sender is told."""

    uploads: Uploads
    importing: Importing
    told: Callable[[Import | BatchRelayError, Upload, Run | None], bytes]


def import_upload(identity: str, *, ports: Receiving) -> Outcome:
    """Carry out what the file was uploaded for, once.

    S3 tells of a file at least once, and this may die on its way: what is read
    is read again from the start, and what was stored is found stored. The
    result is kept first and the upload's item written last. UnavailableError
    asks to come again, as long as somebody else may be at it.
    """
    known = ports.uploads.get(identity)
    if known is None or known.status.is_final:
        return Outcome.IGNORED
    reading = _Reading(_claim(known, ports), ports)
    try:
        told = _import(reading, ports)
    except _FINAL as error:
        reading.end(UploadStatus.FAILED, ports.told(error, reading.upload, None))
        return Outcome.FAILED
    reading.end(UploadStatus.DONE, told)
    return Outcome.IMPORTED


def _import(reading: "_Reading", ports: Receiving) -> bytes:
    upload = reading.upload
    chunks = ports.importing.files.read(upload.file)
    done, run = carry_out(upload.order, chunks, ports=ports.importing, watch=reading.watch)
    if not upload.order.options.dry_run:
        # What a reader that died had stored is news to whoever sent the file.
        added = done.project.samples - (upload.had or 0)
        done = replace(done, added=added, stored=added > 0)
    return ports.told(done, upload, run)


def _claim(upload: Upload, ports: Receiving) -> Upload:
    now = ports.importing.clock()
    if upload.is_held(now):
        msg = f"upload {upload.id} is being read"
        raise UnavailableError(msg)
    had = upload.had
    if had is None:
        project = ports.importing.projects.get(upload.order.project)
        had = project.samples if project else 0
    claimed = replace(upload, status=UploadStatus.READING, updated_at=now, rows=0, had=had)
    return ports.uploads.save(claimed)


class _Reading:
    """An upload that is being read here, and the news of it."""

    def __init__(self, upload: Upload, ports: Receiving) -> None:
        self.upload = upload
        self._ports = ports
        self._rows = 0
        self._began = upload.updated_at

    def watch(self, rows: int) -> None:
        """Count a row, and tell how many there were every few seconds.

        InvalidError if it takes too long: who is killed instead is called again, and again.
        """
        self._rows = rows
        if rows % ROWS_A_LOOK:
            return
        now = self._ports.importing.clock()
        if now - self._began > LONGEST:
            msg = f"{rows} rows were read in {LONGEST}, and there are more; split the project."
            raise InvalidError(msg)
        if now - self.upload.updated_at >= TELL_EVERY:
            self._save(UploadStatus.READING)

    def end(self, status: UploadStatus, told: bytes) -> None:
        """Keep what the sender is told, then end the upload."""
        ended = replace(self.upload, revision=self.upload.revision + 1)
        self._ports.importing.files.write(ended.result, [told])
        self._save(status)

    def _save(self, status: UploadStatus) -> None:
        now = self._ports.importing.clock()
        news = replace(self.upload, status=status, rows=self._rows, updated_at=now)
        try:
            self.upload = self._ports.uploads.save(news)
        except ConflictError as error:
            msg = f"upload {self.upload.id} was taken over"
            raise UnavailableError(msg) from error
