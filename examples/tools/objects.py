"""Objects of S3, or of the web, as streams."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.error import URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """Open s3://bucket/key or https://…; OSError says what can't be read."""
    with closing(_open_s3(url) if url.startswith("s3://") else _open_web(url)) as stream:
        yield stream


def upload(stream: BinaryIO, uri: str) -> None:
    """Store a stream as one object; should reading it raise, nothing appears."""
    from boto3.s3.transfer import TransferConfig  # noqa: PLC0415

    bucket, key = bucket_key(uri)
    with _as_os_error(uri):
        s3().upload_fileobj(
            stream,
            bucket,
            key,
            ExtraArgs={"ServerSideEncryption": "AES256"},
            # One thread: memory stays at one part, and an error of the stream is raised here.
            Config=TransferConfig(use_threads=False),
        )


def bucket_key(uri: str) -> tuple[str, str]:
    """Take s3://bucket/key apart; ValueError if it is none."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not uri.startswith("s3://") or not bucket or not key:
        msg = f"{uri!r} is no object; give s3://bucket/key"
        raise ValueError(msg)
    return bucket, key


@cache
def s3() -> "S3Client":
    """Return the client, made on first use: importing boto3 takes longer than many a job."""
    import boto3  # noqa: PLC0415

    return boto3.client("s3")


@contextmanager
def _as_os_error(subject: str) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        msg = f"{subject}: {error}"
        raise OSError(msg) from error


def _open_s3(uri: str) -> BinaryIO:
    bucket, key = bucket_key(uri)
    with _as_os_error(uri):
        return cast("BinaryIO", s3().get_object(Bucket=bucket, Key=key)["Body"])


def _open_web(url: str) -> BinaryIO:
    if not url.startswith("https://"):
        msg = f"{url!r} can't be fetched; give s3://bucket/key or https://…"
        raise ValueError(msg)
    try:
        # An error page has a status of its own, and is never taken for the file.
        return cast("BinaryIO", urlopen(url, timeout=60))  # noqa: S310
    except URLError as error:
        msg = f"{url}: {error}"
        raise OSError(msg) from error
