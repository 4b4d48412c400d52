"""Events on the default bus."""

import json
from pathlib import Path

import pytest

from tests.integration.local_batch.server import wait_for


@pytest.fixture
def heard(server, jobs):
    """Collect the events of the test's jobs whose detail has this pattern too."""
    return lambda **detail: _receiver(server, jobs, detail)


@pytest.fixture
def received(heard):
    return heard()


def _receiver(server, jobs, detail):
    sqs, events = server.client("sqs"), server.client("events")
    url = sqs.create_queue(QueueName=jobs.name)["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:000000000000:{jobs.name}"
    pattern = {"source": ["aws.batch"], "detail": {"tags": {"test": [jobs.name]}, **detail}}
    events.put_rule(Name=jobs.name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=jobs.name, Targets=[{"Id": "1", "Arn": arn}])
    seen = []

    def receive():
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get(
            "Messages", []
        ):
            seen.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return seen

    return receive


def test_every_change_of_status_is_an_event(jobs, received):
    job = jobs.submit("false", tags={"test": jobs.name}, retryStrategy={"attempts": 2})
    wait_for(lambda: len(received()) == 7)
    statuses = [event["detail"]["status"] for event in received()]
    attempt = ["RUNNABLE", "STARTING", "RUNNING"]
    assert sorted(statuses) == sorted([*attempt, *attempt, "FAILED"])
    assert {event["detail-type"] for event in received()} == {"Batch Job State Change"}
    assert {tuple(event["resources"]) for event in received()} == {(jobs.show(job)["jobArn"],)}


def test_an_event_says_what_describe_jobs_says(jobs, received):
    job = jobs.submit("true", tags={"test": jobs.name})
    wait_for(lambda: len(received()) == 4)
    (last,) = [e["detail"] for e in received() if e["detail"]["status"] == "SUCCEEDED"]
    shown = {**jobs.show(job), "tags": last["tags"]}
    assert last == shown


def test_children_of_an_array_have_events_of_their_own(jobs, received):
    jobs.submit("true", tags={"test": jobs.name}, arrayProperties={"size": 2})
    wait_for(lambda: len(received()) == 2 + 2 * 4)
    names = {event["detail"]["jobId"].partition(":")[2] for event in received()}
    assert names == {"", "0", "1"}


def test_the_rule_of_the_stack_takes_the_array_and_leaves_its_jobs(jobs, heard):
    template = (Path(__file__).parents[3] / "template.yaml").read_text()
    assert 'jobId: [{anything-but: {wildcard: "*:*"}}]' in template
    received = heard(jobId=[{"anything-but": {"wildcard": "*:*"}}], status=["FAILED", "SUCCEEDED"])
    array = jobs.submit("false", tags={"test": jobs.name}, arrayProperties={"size": 2})
    single = jobs.submit("true", tags={"test": jobs.name})
    wait_for(lambda: len(received()) >= 2)
    assert {event["detail"]["jobId"] for event in received()} == {array, single}
