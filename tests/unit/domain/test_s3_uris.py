import pytest

from batch_relay.domain.s3_uris import fault_of_uri


@pytest.mark.parametrize(
    "uri",
    [
        "s3://fh-pi-fredricks-d/lab/data/S1.json.gz",
        "s3://a.b-c/k",
        "s3://bucket/with space/é/a//b",
        "s3://bucket//k",
        "s3://bucket/" + "k" * 1024,
    ],
)
def test_accepts_the_address_of_an_object(uri):
    assert fault_of_uri(uri) is None


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("", "start it with s3://"),
        ("/local/path", "start it with s3://"),
        ("S3://bucket/key", "start it with s3://"),
        ("s3://bucket", "no key"),
        ("s3://bucket/", "no key"),
        ("s3://bucket/folder/", "is a folder"),
        ("s3://Bucket/key", "bucket's name"),
        ("s3:///key", "bucket's name"),
        ("s3://ab/key", "bucket's name"),
        ("s3://a..b/key", "bucket's name"),
        ("s3://-ab/key", "bucket's name"),
        ("s3://10.0.0.1/key", "bucket's name"),
        ("s3://" + "b" * 64 + "/key", "bucket's name"),
        ("s3://bucket/a\nb", "line break"),
        ("s3://bucket/" + "k" * 1025, "1025 bytes"),
        ("s3://bucket/" + "é" * 513, "1026 bytes"),
    ],
)
def test_says_what_is_wrong_with_any_other(uri, words):
    assert words in fault_of_uri(uri)
