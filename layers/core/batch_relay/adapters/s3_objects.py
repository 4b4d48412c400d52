"""The objects that jobs write, on S3."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import NotFoundError, RefusedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT = dict.fromkeys(("404", "NoSuchKey", "NoSuchBucket", "NotFound"), NotFoundError)


@dataclass(frozen=True)
class S3Objects:
    """Objects, looked at by HEAD of the exact key."""

    client: "S3Client"

    def written_at(self, uri: str) -> datetime | None:
        """Return when the object was last written, None if it is not there.

        RefusedError if it can't be looked at, as in a bucket that the template doesn't grant.
        """
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        try:
            with suppress(NotFoundError), translated(**_ABSENT):
                return self.client.head_object(Bucket=bucket, Key=key)["LastModified"]
        except RefusedError as error:
            said = f"{uri} can't be looked at ({error}); is its bucket one of OutputBuckets?"
            raise RefusedError(said) from error
        return None
