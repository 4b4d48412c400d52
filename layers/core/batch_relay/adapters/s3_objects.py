"""The objects that jobs write, on S3."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from batch_relay.adapters.errors import code, translate

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ABSENT = {"404", "NoSuchKey", "NoSuchBucket", "NotFound"}


@dataclass(frozen=True)
class S3Objects:
    """Objects, looked at by HEAD of the exact key."""

    client: "S3Client"

    def written_at(self, uri: str) -> datetime | None:
        """Return when the object was last written, None if it is not there."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        try:
            return self.client.head_object(Bucket=bucket, Key=key)["LastModified"]
        except ClientError as error:
            if code(error) in _ABSENT:
                return None
            raise translate(error) from error
