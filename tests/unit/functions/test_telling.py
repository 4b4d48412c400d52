"""Where an event doesn't say what it is about, what it leads to is told to the log."""

import json
from uuid import UUID

import pytest

from batch_relay.adapters.memory.analyses import MemoryAwaitedOutputs
from batch_relay.domain.attempt_keys import Awaiting
from batch_relay.domain.uploads import ImportOrder, Upload
from batch_relay.queue_events import consume
from batch_relay.telling import TellingOutputs, TellingUploads
from tests.examples import START, analysis_key
from tests.in_process import memory_ports

URI = "s3://results/S1/0.txt"
ORDER = ImportOrder(project="p", correlation_id="request-7")


@pytest.fixture
def outputs():
    outputs = TellingOutputs(MemoryAwaitedOutputs())
    outputs.expect([URI], Awaiting(key=analysis_key(1), correlation_id="request-7"))
    return outputs


def taken(look, *messages):
    """Take messages as a function does, and look at what each says."""
    records = [{"messageId": str(n), "body": json.dumps(m)} for n, m in enumerate(messages)]
    consume({"Records": records}, lambda message: str(bool(look(message))))


def test_an_object_is_told_with_who_waits_for_it(outputs, log):
    taken(outputs.find, URI)
    (line,) = log()
    assert (line["sample"], line["analysis"]) == ("S1", 1)
    assert line["correlation_id"] == "request-7"


def test_the_next_object_is_told_without(outputs, log):
    taken(outputs.find, URI, "s3://results/nobodys")
    assert ["correlation_id" in line for line in log()] == [True, False]


def test_an_upload_is_told_with_its_project(log):
    uploads = TellingUploads(memory_ports().uploads)
    upload = Upload(id=UUID(int=7).hex, order=ORDER, created_at=START, updated_at=START)
    assert uploads.save(upload) == uploads.get(upload.id)
    taken(uploads.get, upload.id, "another")
    first, second = log()
    assert (first["project"], first["correlation_id"]) == ("p", "request-7")
    assert "project" not in second
