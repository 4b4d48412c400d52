from importlib.metadata import version

from batch_relay import VERSION


def test_the_service_tells_its_version(http):
    assert http.get("/").json() == {"name": "Batch Relay", "version": VERSION}


def test_the_version_is_that_of_the_distribution():
    assert version("batch-relay") == VERSION
