import gzip
from collections.abc import Iterator

import pytest

from amplicon import objects

BIG = [bytes([n]) * (1 << 20) for n in range(20)]


@pytest.fixture(params=["s3", "file"])
def place(request, tmp_path):
    if request.param == "file":
        return str(tmp_path)
    return f"s3://{request.getfixturevalue('bucket').name}/folder"


def broken(chunks: list[bytes]) -> Iterator[bytes]:
    yield from chunks
    msg = "the pipe broke"
    raise ValueError(msg)


def content(uri: str) -> bytes:
    with objects.read(uri) as stream:
        return stream.read()


@pytest.mark.parametrize("chunks", [[], [b"a", b"", b"bc"], BIG], ids=["none", "few", "many"])
@pytest.mark.parametrize("name", ["x.txt", "x.txt.gz"])
def test_what_was_written_is_read(place, name, chunks):
    objects.write(f"{place}/{name}", chunks)
    assert content(f"{place}/{name}") == b"".join(chunks)


@pytest.mark.parametrize("chunks", [[b"a"], BIG], ids=["few", "many"])
def test_a_stream_that_breaks_leaves_nothing(place, chunks):
    with pytest.raises(ValueError, match="the pipe broke"):
        objects.write(f"{place}/x", broken(chunks))
    with pytest.raises(OSError, match="x"):
        content(f"{place}/x")


def test_a_name_that_ends_in_gz_is_compressed(bucket):
    objects.write(f"s3://{bucket.name}/x.gz", [b"text"])
    assert gzip.decompress(bucket.Object("x.gz").get()["Body"].read()) == b"text"


def test_an_object_that_is_missing_is_named(bucket):
    with pytest.raises(OSError, match=r"s3://amplicon/nothing: .*NoSuchKey"):
        content("s3://amplicon/nothing")


@pytest.mark.parametrize("uri", ["s3://", "s3://bucket", "s3:///key"])
def test_an_incomplete_uri_is_refused(uri):
    with pytest.raises(ValueError, match="expected s3://bucket/key"):
        content(uri)
