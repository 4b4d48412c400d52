"""Whoever is told of notices is told each of them, in batches that AWS takes."""

import json

import boto3
import pytest
from moto import mock_aws

from batch_relay.adapters.sns import SnsNotices
from batch_relay.domain.notices import Notice, NoticeKind
from batch_relay.domain.runs import RunKey

RUN = RunKey(project="p", workflow="w")


def failed(name, reason="why"):
    details = {"sample": name, "generation": 1, "reason": reason}
    return Notice(kind=NoticeKind.SAMPLE_FAILED, run=RUN, details=details)


@pytest.fixture
def topic():
    """A topic, and a queue that is subscribed to it."""
    with mock_aws():
        region = {"region_name": "us-east-1"}
        sns, sqs = boto3.client("sns", **region), boto3.client("sqs", **region)
        arn = sns.create_topic(Name="notices")["TopicArn"]
        url = sqs.create_queue(QueueName="mailbox")["QueueUrl"]
        queue = f"{arn.replace('sns', 'sqs').rpartition(':')[0]}:mailbox"
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue)
        yield SnsNotices(sns, arn), lambda: received(sqs, url)


def received(sqs, url):
    bodies = []
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies += [json.loads(one["Body"]) for one in batch]
    return bodies


def test_more_notices_than_a_call_takes_are_all_published(topic):
    notices, mailbox = topic
    notices.tell([failed(f"S{n}") for n in range(23)])
    subjects = {one["Subject"] for one in mailbox()}
    assert subjects == {f"w for p: sample S{n} failed" for n in range(23)}


def test_a_subscription_can_choose_by_kind_project_and_workflow(topic):
    notices, mailbox = topic
    notices.tell([failed("S1")])
    (told,) = mailbox()
    values = {name: each["Value"] for name, each in told["MessageAttributes"].items()}
    assert values == {"kind": "Sample Failed", "project": "p", "workflow": "w"}


def test_ten_reasons_of_any_length_fit_into_one_call(topic):
    notices, mailbox = topic
    notices.tell([failed(f"S{n}", "ü" * 100_000) for n in range(10)])
    assert len(mailbox()) == 10
