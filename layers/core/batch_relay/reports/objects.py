"""Objects on S3, as whoever makes a crate sees them."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from batch_relay.reports.reading import AT_ONCE

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenObject:
    """What HEAD told of an object; `fault` is why it told nothing."""

    etag: str = ""
    size: int = 0
    written_at: datetime | None = None
    fault: str = ""


def seen(s3: "S3Client", uris: Iterable[str]) -> dict[str, SeenObject]:
    """Look at objects, many at a time."""
    wanted = sorted(set(uris))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(lambda uri: _look(s3, uri), wanted), strict=True))


def _look(s3: "S3Client", uri: str) -> SeenObject:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    try:
        told = s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        return SeenObject(fault=f"not readable: {error.response['Error'].get('Code', 'refused')}")
    except BotoCoreError as error:
        return SeenObject(fault=f"not readable: {error}")
    return SeenObject(
        etag=told["ETag"].strip('"'),
        size=told["ContentLength"],
        written_at=told["LastModified"],
    )
