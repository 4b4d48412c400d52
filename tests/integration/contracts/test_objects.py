"""One contract for Objects: in memory and on AWS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.adapters import s3_objects
from batch_relay.adapters.memory.services import MemoryObjects
from batch_relay.adapters.s3_objects import S3Objects
from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.services.ports import Objects


@dataclass
class Bucket:
    """The port, and a way to write into the bucket `results`."""

    objects: Objects
    write: Callable[[str], None]


@pytest.fixture
def memory_bucket() -> Bucket:
    objects = MemoryObjects()

    def write(key):
        objects.objects[f"s3://results/{key}"] = datetime.now(UTC)

    return Bucket(objects, write)


@pytest.fixture
def s3_bucket(aws) -> Bucket:
    client = boto3.client("s3")
    client.create_bucket(Bucket="results")
    return Bucket(S3Objects(client), lambda key: client.put_object(Bucket="results", Key=key))


@pytest.fixture(params=["memory", "s3"])
def bucket(request) -> Bucket:
    return request.getfixturevalue(f"{request.param}_bucket")


def test_an_object_that_is_not_there_was_never_written(bucket):
    assert bucket.objects.written_at("s3://results/S1.txt") is None


def test_a_bucket_that_is_not_there_holds_nothing(bucket):
    assert bucket.objects.written_at("s3://nowhere/S1.txt") is None


def test_an_object_knows_when_it_was_written(bucket):
    bucket.write("S1.txt")
    age = datetime.now(UTC) - bucket.objects.written_at("s3://results/S1.txt")
    assert timedelta(seconds=-2) < age < timedelta(seconds=60)


@pytest.mark.parametrize("key", ["S1/a b+c%20d.txt", "Prøve/🧬.bam", "a#b?c=d&e", "x" * 1_024])
def test_an_object_is_found_by_its_exact_key(bucket, key):
    bucket.write(key)
    assert bucket.objects.written_at(f"s3://results/{key}") is not None
    assert bucket.objects.written_at(f"s3://results/{key[:-1]}") is None


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [("403", 403, RefusedError), ("SlowDown", 503, UnavailableError)],
)
def test_an_answer_that_tells_nothing_of_the_object_is_an_error(aws, code, status, expected):
    client = boto3.client("s3")
    with Stubber(client) as stub:
        stub.add_client_error("head_object", code, http_status_code=status)
        with pytest.raises(expected, match="HeadObject"):
            S3Objects(client).written_at("s3://results/S1.txt")


def test_an_object_that_may_not_be_looked_at_is_named_with_its_cure(aws):
    client = boto3.client("s3")
    with Stubber(client) as stub:
        stub.add_client_error("head_object", "403", http_status_code=403)
        with pytest.raises(RefusedError, match=r"s3://theirs/S1\.txt .*OutputBuckets"):
            S3Objects(client).written_at("s3://theirs/S1.txt")


def test_a_uri_that_no_object_can_have_is_refused(aws):
    with pytest.raises(RefusedError, match="can't be looked at"):
        S3Objects(boto3.client("s3")).written_at("s3:///S1.txt")


def test_many_objects_are_told_at_once(bucket):
    uris = [f"s3://results/p/S{number:02}/out.txt" for number in range(60)]
    for number in (0, 7, 59):
        bucket.write(f"p/S{number:02}/out.txt")
    found = bucket.objects.listed(uris)
    assert {uri: at is not None for uri, at in found.items()} == {
        uri: uri in (uris[0], uris[7], uris[59]) for uri in uris
    }


def test_many_objects_of_a_bucket_that_is_not_there_tell_nothing_wrong(bucket):
    found = bucket.objects.listed([f"s3://nowhere/{number}" for number in range(60)])
    assert not any(found.values())


@pytest.fixture
def asked(s3_bucket, monkeypatch):
    """Count the pages that are listed, of three keys each."""
    monkeypatch.setattr(s3_objects, "KEYS_A_PAGE", 3)
    client = s3_bucket.objects.client
    asked = []
    client.meta.events.register("before-call.s3.ListObjectsV2", lambda **_: asked.append("page"))
    return asked


def test_few_objects_are_not_listed(s3_bucket, asked):
    assert s3_bucket.objects.listed([f"s3://results/{number}" for number in range(24)]) == {}
    assert asked == []


def test_what_lies_beyond_the_pages_that_are_worth_it_is_left_out(s3_bucket, asked):
    for number in range(50):
        s3_bucket.write(f"p/{number:02}")
    found = s3_bucket.objects.listed([f"s3://results/p/{number:02}" for number in range(50)])
    assert sorted(found) == [f"s3://results/p/{number:02}" for number in range(6)]
    assert asked == ["page", "page"]


def test_listing_ends_at_the_last_object_that_is_wanted(s3_bucket, asked):
    for number in range(100):
        s3_bucket.write(f"p/{number:02}")
    wanted = [f"s3://results/p/00/{number}" for number in range(100)]
    assert not any(s3_bucket.objects.listed(wanted).values())
    assert asked == ["page"]
