"""One contract for Files: in memory and on AWS."""

import boto3
import pytest
from botocore.config import Config

from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.s3_files import PART, S3Files
from batch_relay.domain.errors import NotFoundError


@pytest.fixture
def memory():
    return MemoryFiles()


@pytest.fixture
def s3(aws):
    client = boto3.client("s3", config=Config(signature_version="s3v4"))
    client.create_bucket(Bucket="data")
    return S3Files(client, "data")


@pytest.fixture(params=["memory", "s3"])
def files(request):
    return request.getfixturevalue(request.param)


def read(files, key, **part):
    return b"".join(files.read(key, **part))


def broken():
    yield b"x" * (PART + 1)
    raise ZeroDivisionError


def test_jobs_name_a_file_by_its_uri(files):
    assert files.uri("a/b") == "s3://data/a/b"


def test_a_file_is_read_back_whole(files):
    files.write("a/b", [b"one", b"", b"two"])
    assert read(files, "a/b") == b"onetwo"


@pytest.mark.parametrize(("offset", "length"), [(0, 3), (2, 3), (4, None), (5, 1)])
def test_a_part_is_read(files, offset, length):
    files.write("a", [b"onetwo"])
    end = None if length is None else offset + length
    assert read(files, "a", offset=offset, length=length) == b"onetwo"[offset:end]


def test_a_file_may_be_empty(files):
    files.write("a", [])
    assert read(files, "a") == b""


@pytest.mark.parametrize("size", [PART - 1, PART, PART + 1, 2 * PART + 3])
def test_a_file_of_several_parts_is_read_back_whole(files, size):
    files.write("a", [b"x" * size, b"end"])
    written = read(files, "a")
    assert (len(written), written[-4:]) == (size + 3, b"xend")


def test_a_file_that_is_not_there_is_not_found_at_once(files):
    with pytest.raises(NotFoundError):
        files.read("nix")


def test_a_file_whose_chunks_break_off_is_not_there(files):
    with pytest.raises(ZeroDivisionError):
        files.write("a", broken())
    with pytest.raises(NotFoundError):
        files.read("a")


def test_an_upload_that_broke_off_leaves_no_parts_behind(s3):
    with pytest.raises(ZeroDivisionError):
        s3.write("a", broken())
    assert "Uploads" not in s3.client.list_multipart_uploads(Bucket="data")


def test_an_upload_url_names_the_file_and_when_it_expires(files):
    url = files.upload_url("uploads/1", expires=60)
    assert "uploads/1" in url
    assert "xpires=60" in url
