"""Objects as streams: `s3://bucket/key`, or the path of a local file.

Names that end in `.gz` are decompressed on reading and compressed on writing. Never more than a few
megabytes of an object are in memory.
"""

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from mypy_boto3_s3 import S3Client

ENCRYPTED = {"ServerSideEncryption": "AES256"}
GZIP = 16 + zlib.MAX_WBITS


@contextmanager
def read(uri: str) -> Iterator[BinaryIO]:
    """Open an object for reading from its start."""
    with closing(_open_s3(uri) if uri.startswith("s3://") else Path(uri).open("rb")) as raw:
        if not uri.endswith(".gz"):
            yield raw
            return
        with gzip.open(raw) as plain:
            yield cast("BinaryIO", plain)


def write(uri: str, chunks: Iterable[bytes]) -> None:
    """Store `chunks` as one object.

    It appears when the last chunk is stored. If `chunks` raises, nothing appears.
    """
    stream = _stream(_gzip(chunks) if uri.endswith(".gz") else chunks)
    if uri.startswith("s3://"):
        _upload(stream, uri)
    else:
        _save(stream, Path(uri))


def read_json(uri: str) -> dict[str, int]:
    """Read an object that holds counts by name."""
    with read(uri) as stream:
        return cast("dict[str, int]", json.load(stream))


def write_json(uri: str, value: Mapping[str, object]) -> None:
    """Store `value` as JSON that people can read too."""
    write(uri, [json.dumps(value, indent=2).encode(), b"\n"])


def copy(path: Path, uri: str) -> None:
    """Store a local file as it is."""
    bucket, key = _bucket_key(uri)
    with as_os_error(uri):
        s3().upload_file(str(path), bucket, key, ExtraArgs=ENCRYPTED)


def etag(uri: str) -> str | None:
    """Return the entity tag of a stored object, the MD5 of a small one; None if there is none."""
    bucket, key = _bucket_key(uri)
    with as_os_error(uri):
        listed = s3().list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1).get("Contents", [])
    return next((item["ETag"].strip('"') for item in listed if item["Key"] == key), None)


@cache
def s3() -> "S3Client":
    """Return the client, made on first use: importing boto3 takes longer than many a job."""
    import boto3  # noqa: PLC0415

    return boto3.client("s3")


@contextmanager
def as_os_error(subject: str) -> Iterator[None]:
    """Raise what goes wrong with AWS as an OSError that names its subject."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        msg = f"{subject}: {error}"
        raise OSError(msg) from error


def _bucket_key(uri: str) -> tuple[str, str]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not bucket or not key:
        msg = f"{uri}: expected s3://bucket/key"
        raise ValueError(msg)
    return bucket, key


def _open_s3(uri: str) -> BinaryIO:
    bucket, key = _bucket_key(uri)
    with as_os_error(uri):
        return cast("BinaryIO", s3().get_object(Bucket=bucket, Key=key)["Body"])


def _upload(stream: BinaryIO, uri: str) -> None:
    bucket, key = _bucket_key(uri)
    with as_os_error(uri):
        client = s3()
        from boto3.s3.transfer import TransferConfig  # noqa: PLC0415

        # One thread: memory stays at one part, and an error of the stream is raised here.
        config = TransferConfig(use_threads=False)
        client.upload_fileobj(stream, bucket, key, ExtraArgs=ENCRYPTED, Config=config)


def _save(stream: BinaryIO, path: Path) -> None:
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.writelines(iter(lambda: stream.read(1 << 20), b""))
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


def _gzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    # Not gzip.GzipFile: it writes the time of day, and equal input should give equal objects.
    compressor = zlib.compressobj(wbits=GZIP)
    for chunk in chunks:
        yield compressor.compress(chunk)
    yield compressor.flush()


def _stream(chunks: Iterable[bytes]) -> BinaryIO:
    # Buffered, because an upload takes a short read for the end.
    return cast("BinaryIO", io.BufferedReader(_Chunks(chunks)))


class _Chunks(io.RawIOBase):
    """An iterator of bytes, as a file."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        target = memoryview(buffer).cast("B")
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
