"""The API function as Lambda runs it, wired to AWS inside this process."""

from dataclasses import replace

import boto3
import pytest

from batch_relay import wiring
from batch_relay.settings import settings
from functions.api import app
from tests.examples import AnyCatalog
from tests.in_process import InProcess
from tests.unit.routes.conftest import CSV, WORKFLOW

CACHES = (settings, wiring.dynamodb, wiring.s3, wiring.sqs, app.aws)


@pytest.fixture
def http(table, monkeypatch):
    """A client of the function; its table, bucket and queue are moto's."""
    boto3.client("s3").create_bucket(Bucket="data")
    queue = boto3.client("sqs").create_queue(QueueName="start")["QueueUrl"]
    named = {"TABLE_NAME": table[1], "DATA_BUCKET": "data", "START_QUEUE_URL": queue}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    for cached in CACHES:
        cached.cache_clear()
    with InProcess(replace(app.aws(), catalog=AnyCatalog())).http() as client:
        yield client
    for cached in CACHES:
        cached.cache_clear()


def import_csv(http, **query):
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "k"}
    return http.post("/projects/p", content=CSV, params=query, headers=headers)


def queued():
    client = boto3.client("sqs")
    url = client.get_queue_url(QueueName="start")["QueueUrl"]
    return client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])


def test_a_csv_becomes_a_project_on_its_way(http):
    http.put("/workflows/famli", json=WORKFLOW)
    assert import_csv(http, workflow="famli").status_code == 201
    run = http.get("/projects/p").json()["runs"][0]
    assert (run["status"], run["samples"]) == ("STARTING", {"PENDING": 2})
    assert len(queued()) == 1


def test_a_repeated_request_is_done_once(http):
    http.put("/workflows/famli", json=WORKFLOW)
    replies = [import_csv(http, workflow="famli").json() for _ in range(2)]
    assert replies[0] == replies[1]
    assert len(queued()) == 1


def test_a_presigned_url_names_the_regions_own_endpoint(http):
    url = http.post("/uploads", json={"project": "p"}).json()["url"]
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in url
    assert "/data/uploads/" in url


def test_a_missing_upload_is_not_found(http):
    assert http.get(f"/uploads/{'0' * 32}").status_code == 404
