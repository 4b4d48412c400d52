"""Uploads: files on their way into a project."""

from datetime import datetime
from typing import Self

from pydantic import ConfigDict, Field

from batch_relay.domain.errors import BatchRelayError
from batch_relay.domain.runs import Run
from batch_relay.domain.uploads import Upload, UploadStatus
from batch_relay.http import to_details
from batch_relay.services.create_upload import UploadUrl
from batch_relay.services.drafts import Import
from batch_relay.wire.problems import ProblemDetails, Wire
from batch_relay.wire.projects import ImportQuery, ImportResult


class UploadRequest(ImportQuery):
    """What to do with the file once it has come."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(description="The project to import it as, or to append its rows to.")


class UploadResult(Wire):
    """Where to PUT a CSV, within `expires` seconds; it is imported when it has come."""

    id: str
    url: str
    expires: int

    @classmethod
    def of(cls, upload: UploadUrl) -> Self:
        """Read an upload."""
        return cls.model_validate(upload)


class UploadItem(Wire):
    """How far the import of an upload has come; `rows` are those read so far.

    `result` is what the import did, once it is DONE; `error` what a request for the same
    would have been answered, if it FAILED.
    """

    id: str
    project: str
    workflow: str | None
    status: UploadStatus
    rows: int
    created_at: datetime
    updated_at: datetime
    result: ImportResult | None = None
    error: ProblemDetails | None = None

    @classmethod
    def of(cls, upload: Upload, told: bytes | None) -> Self:
        """Read an upload, and what `to_told` wrote of its end."""
        done = told if upload.status is UploadStatus.DONE else None
        failed = told if upload.status is UploadStatus.FAILED else None
        return cls(
            id=upload.id,
            project=upload.order.project,
            workflow=upload.order.workflow,
            status=upload.status,
            rows=upload.rows,
            created_at=upload.created_at,
            updated_at=upload.updated_at,
            result=ImportResult.model_validate_json(done) if done else None,
            error=ProblemDetails.model_validate_json(failed) if failed else None,
        )


def to_told(ended: Import | BatchRelayError, upload: Upload, run: Run | None) -> bytes:
    """Write how the import of an upload ended."""
    if isinstance(ended, BatchRelayError):
        return to_details(ended).model_dump_json().encode()
    result = ImportResult.of(ended, dry_run=upload.order.options.dry_run, run=run)
    return result.model_dump_json().encode()
