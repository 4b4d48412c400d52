"""Our own bucket: CSVs and manifests."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import NotFoundError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# S3 takes parts of 5 MiB and more, 10,000 of them.
PART = 8 << 20
_READ = 1 << 20


@dataclass(frozen=True)
class S3Files:
    """Files in one bucket."""

    client: "S3Client"
    bucket: str

    def write(self, key: str, chunks: Iterable[bytes]) -> None:
        """Store a file, whole or not at all."""
        parts = _parts(chunks)
        first = next(parts, b"")
        with translated():
            if len(first) < PART:
                self.client.put_object(Bucket=self.bucket, Key=key, Body=first)
            else:
                self._write_parts(key, first, parts)

    def _write_parts(self, key: str, first: bytes, others: Iterator[bytes]) -> None:
        upload = self.client.create_multipart_upload(Bucket=self.bucket, Key=key)
        of: Any = {"Bucket": self.bucket, "Key": key, "UploadId": upload["UploadId"]}
        with ExitStack() as broken:
            broken.callback(self.client.abort_multipart_upload, **of)
            done = [self._write_part(of, 1, first)]
            done += [self._write_part(of, at, part) for at, part in enumerate(others, start=2)]
            self.client.complete_multipart_upload(**of, MultipartUpload={"Parts": done})
            broken.pop_all()

    def _write_part(self, of: Any, number: int, part: bytes) -> Any:  # noqa: ANN401 - boto3's own type
        reply = self.client.upload_part(**of, PartNumber=number, Body=part)
        return {"PartNumber": number, "ETag": reply["ETag"]}

    def read(self, key: str, *, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Return the bytes, or NotFoundError; UnavailableError when they can't be had now."""
        last = "" if length is None else offset + length - 1
        part: Any = {"Range": f"bytes={offset}-{last}"} if offset or length else {}
        with translated(NoSuchKey=NotFoundError):
            body = self.client.get_object(Bucket=self.bucket, Key=key, **part)["Body"]
        return _read(body.iter_chunks(_READ))

    def uri(self, key: str) -> str:
        """Return how jobs name the file."""
        return f"s3://{self.bucket}/{key}"

    def upload_url(self, key: str, *, expires: int) -> str:
        """Return a URL that takes a PUT of that file for so many seconds."""
        with translated():
            return self.client.generate_presigned_url(
                "put_object", Params={"Bucket": self.bucket, "Key": key}, ExpiresIn=expires
            )


def _read(chunks: Iterator[bytes]) -> Iterator[bytes]:
    with translated():
        yield from chunks


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks of PART bytes, the last one shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PART:
            yield bytes(held[:PART])
            del held[:PART]
    if held:
        yield bytes(held)
