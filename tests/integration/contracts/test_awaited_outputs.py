"""One contract for AwaitedOutputs: in memory and on AWS."""

from datetime import timedelta

import pytest

from batch_relay.domain.attempt_keys import Awaiting
from tests.examples import START, analysis_key

OUT = "s3://results/S1/0.txt"


def waiting(index=0):
    return Awaiting(key=analysis_key(index), generation=2, correlation_id=f"request-{index}")


def test_nobody_waits_for_an_unknown_object(store):
    assert store.awaited.find(OUT) is None


def test_an_analysis_waits_for_each_of_its_outputs(store):
    store.awaited.expect([OUT, "s3://results/S1/1.txt"], waiting(3))
    assert store.awaited.find(OUT) == waiting(3)
    assert store.awaited.find("s3://results/S1/1.txt") == waiting(3)


def test_the_newest_call_wins(store):
    store.awaited.expect([OUT, "s3://results/other"], waiting(0))
    store.awaited.expect([OUT], waiting(1))
    assert store.awaited.find(OUT) == waiting(1)
    assert store.awaited.find("s3://results/other") == waiting(0)


def test_an_analysis_without_outputs_waits_for_nothing(store):
    store.awaited.expect([], waiting())
    assert store.awaited.find("") is None


@pytest.mark.parametrize("key", ["a b+c%20d.txt", "Prøve/🧬.bam", "x" * 1_024, "a#b", "a/"])
def test_an_object_is_found_by_its_exact_uri(store, key):
    store.awaited.expect([f"s3://results/{key}"], waiting())
    assert store.awaited.find(f"s3://results/{key}") == waiting()
    assert store.awaited.find(f"s3://results/{key[:-1]}") is None


def test_what_nobody_fetched_expires(table, dynamodb_store):
    dynamodb_store.awaited.expect([OUT], waiting())
    client, name = table
    (item,) = client.scan(TableName=name)["Items"]
    assert int(item["expires_at"]["N"]) == int((START + timedelta(days=60)).timestamp())
