"""Make room for a CSV larger than a request may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from batch_relay.domain.errors import InvalidError, NotFoundError
from batch_relay.services.ports import Files

EXPIRES_SECONDS = 3600
_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Where to PUT the file, within `expires` seconds; `id` names it in the import."""

    id: str
    url: str
    expires: int


def create_upload(identity: UUID, *, files: Files) -> Upload:
    """Return a URL that takes one file without further credentials."""
    url = files.upload_url(_key(identity.hex), expires=EXPIRES_SECONDS)
    return Upload(id=identity.hex, url=url, expires=EXPIRES_SECONDS)


def open_upload(upload: str, *, files: Files) -> Iterator[bytes]:
    """Return the bytes that were uploaded; NotFoundError if nothing was."""
    if not _ID.fullmatch(upload):
        msg = f"{upload!r} is not an upload's id; POST /uploads answers with one."
        raise InvalidError(msg)
    try:
        return files.read(_key(upload))
    except NotFoundError as error:
        msg = f"Nothing was uploaded as {upload}; PUT the file to the upload's URL first."
        raise NotFoundError(msg) from error


def _key(upload: str) -> str:
    return f"uploads/{upload}"
