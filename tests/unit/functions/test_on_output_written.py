"""Events of S3, through a queue, as Lambda receives them."""

from datetime import UTC, datetime

import pytest

from batch_relay.services.record_output import Outcome
from functions.on_output_written.app import handler
from tests.unit.functions.reading import failed, ids, said

AT = datetime(2026, 1, 1, 0, 5, 10, tzinfo=UTC)


@pytest.fixture
def seen():
    return []


@pytest.fixture
def record(seen):
    def record(uri, written_at):
        seen.append((uri, written_at))
        return Outcome.COMPLETED

    return record


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("put", "s3://results/amplicon/S1/counts.json"),
        ("multipart", "s3://results/amplicon/S1/aligned.bam"),
    ],
)
def test_records_the_object_and_when_it_was_written(event, context, record, seen, name, uri):
    reply = handler(event(f"on_output_written/{name}"), context, record=record)
    assert seen == [(uri, AT)]
    assert failed(reply) == []


def test_a_key_is_taken_as_it_is(event, context, record, seen):
    handler(event("on_output_written/awkward_keys"), context, record=record)
    assert [uri for uri, _ in seen] == [
        "s3://results/amplicon/S1 (1)/a b.txt",
        "s3://results/amplicon/S1+S2/a%20b.txt",
        "s3://results/amplicon/Prøve/🧬.bam",
    ]


def test_an_event_without_an_object_fails_alone(event, context, record, seen):
    given = event("on_output_written/one_malformed_of_three")
    reply = handler(given, context, record=record)
    assert failed(reply) == [ids(given)[1]]
    assert len(seen) == 2


def test_logs_one_line_a_message(event, context, record, caplog):
    caplog.set_level("INFO")
    handler(event("on_output_written/awkward_keys"), context, record=record)
    assert said(caplog) == ["message"] * 3
    assert {line.outcome for line in caplog.records} == {"completed"}
