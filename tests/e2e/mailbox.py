"""A queue that keeps what the stack tells: its events, or the messages of its topic."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[2] / "docs" / "events"


class Mailbox:
    """A queue of the stack, by its name; made when it is first used."""

    def __init__(self, stack, name):
        session = stack.emulator.session()
        self.clients = {
            service: session.client(service, endpoint_url=stack.endpoint)
            for service in ("sqs", "events", "sns")
        }
        self.url = self.clients["sqs"].create_queue(QueueName=name)["QueueUrl"]
        asked = {"QueueUrl": self.url, "AttributeNames": ["QueueArn"]}
        self.arn = self.clients["sqs"].get_queue_attributes(**asked)["Attributes"]["QueueArn"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for client in self.clients.values():
            client.close()

    def take_events(self, **pattern):
        """Have the default bus's events sent here."""
        events = self.clients["events"]
        rule = {"Name": self.url.rpartition("/")[2], "EventPattern": json.dumps(pattern)}
        events.put_rule(**rule)
        events.put_targets(Rule=rule["Name"], Targets=[{"Id": "queue", "Arn": self.arn}])
        return self

    def subscribe(self, topic, **chosen):
        """Have a topic's messages sent here, those with these attributes."""
        self.let_in(topic)
        self.clients["sns"].subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=self.arn,
            Attributes={"FilterPolicy": json.dumps(chosen)},
        )
        return self

    def let_in(self, topic):
        """Let a topic send: without such a policy, what it tells is lost, as on AWS."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.clients["sqs"].set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})

    def bodies(self):
        """Take out what is there."""
        sqs, found = self.clients["sqs"], []
        receive = {"QueueUrl": self.url, "MaxNumberOfMessages": 10}
        while batch := sqs.receive_message(**receive).get("Messages", []):
            found += [json.loads(one["Body"]) for one in batch]
            for one in batch:
                sqs.delete_message(QueueUrl=self.url, ReceiptHandle=one["ReceiptHandle"])
        return found


def faults(events):
    """What is wrong with events, by their schemas; each must have one."""
    return [fault for event in events for fault in _faults(event)]


def _faults(event):
    kind = event["detail-type"]
    schema = SCHEMAS / f"{kind.lower().replace(' ', '-')}.schema.json"
    if not schema.exists():
        return [f"{kind} has no schema"]
    checked = Draft202012Validator(json.loads(schema.read_text())).iter_errors(event["detail"])
    return [f"{kind}: {error.json_path}: {error.message}" for error in checked]
