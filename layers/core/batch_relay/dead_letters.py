"""The queues of messages that were given up: look at them, and send them back.

It asks AWS itself, with the caller's own permissions: cloudformation:ListStackResources,
and for each queue sqs:GetQueueAttributes, ReceiveMessage, ChangeMessageVisibility; to
send messages back also sqs:StartMessageMoveTask, DeleteMessage and, for the queue they
came from, SendMessage.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from batch_relay.adapters.errors import code, translate, translated
from batch_relay.domain.errors import NotFoundError, RefusedError
from batch_relay.domain.wording import suggest

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

SUFFIX = "DeadLetters"
# How long others don't see a message while we look at it, or move it, in seconds.
_LOOK, _MOVE = 20, 120
_PAGE = 10
# What a service says that has no StartMessageMoveTask, as emulators have none.
_NO_SUCH_ACTION = {"InvalidAction", "UnsupportedOperation", "UnknownOperationException"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterQueue:
    """A queue of messages that were given up, and the queue that they came from, if one did.

    `messages` is about how many there are, those that somebody looks at included.
    """

    name: str
    url: str
    arn: str
    messages: int
    source: str
    source_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message as it stands in the queue; `received` counts how often somebody looked at it."""

    id: str
    sent_at: datetime
    received: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrive:
    """How many messages went back to a queue; AWS may be at it still."""

    source: str
    messages: int
    goes_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetters:
    """The dead-letter queues of a stack: those whose logical id ends in `SUFFIX`."""

    stack: str
    cloudformation: "CloudFormationClient"
    sqs: "SQSClient"

    def queues(self) -> list[DeadLetterQueue]:
        """Return them by name."""
        found = {name: (url, self._attributes(url)) for name, url in self._urls()}
        sources = {
            target: (name, url)
            for name, (url, attributes) in found.items()
            if (target := _target(attributes))
        }
        return [
            _queue(name, url, attributes, *sources.get(attributes["QueueArn"], ("", "")))
            for name, (url, attributes) in sorted(found.items())
            if name.endswith(SUFFIX)
        ]

    def queue(self, name: str) -> DeadLetterQueue:
        """Return one, by its name or what stands before the suffix; NotFoundError."""
        queues = {queue.name: queue for queue in self.queues()}
        wanted = name.lower().removesuffix(SUFFIX.lower())
        for known, queue in queues.items():
            if known.removesuffix(SUFFIX).lower() == wanted:
                return queue
        msg = f"There is no dead-letter queue {name!r}; {suggest(name, queues)}"
        raise NotFoundError(msg)

    def look(self, queue: DeadLetterQueue, *, limit: int) -> list[DeadLetter]:
        """Return some messages, oldest first, and leave them where they are."""
        found: dict[str, MessageTypeDef] = {}
        for message in self._receive(queue, min(limit, queue.messages), _LOOK):
            found[message["MessageId"]] = message
        with translated():
            for message in found.values():
                self.sqs.change_message_visibility(
                    QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
        return sorted(map(_letter, found.values()), key=lambda letter: letter.sent_at)

    def redrive(self, queue: DeadLetterQueue) -> Redrive:
        """Send the messages back to where they came from; RefusedError if that is no queue."""
        if not queue.source:
            msg = (
                f"What is in {queue.name} came from no queue, so it can't go back; it tells "
                "which records of the table's stream a function gave up."
            )
            raise RefusedError(msg)
        if self._is_moving(queue):
            return Redrive(source=queue.source, messages=queue.messages, goes_on=True)
        # No more than there were: what fails again comes back, and it would never end.
        moved = sum(
            self._move(message, queue) for message in self._receive(queue, queue.messages, _MOVE)
        )
        return Redrive(source=queue.source, messages=moved, goes_on=False)

    def _is_moving(self, queue: DeadLetterQueue) -> bool:
        """Whether SQS moves the messages by itself, once asked to."""
        try:
            self.sqs.start_message_move_task(SourceArn=queue.arn)
        except ClientError as error:
            if code(error).rpartition(".")[2] in _NO_SUCH_ACTION:
                return False
            raise translate(error) from error
        return True

    def _move(self, message: "MessageTypeDef", queue: DeadLetterQueue) -> bool:
        """Send, then delete: a message may arrive twice, which is harmless, and none is lost."""
        group = message.get("Attributes", {}).get("MessageGroupId")
        more: Any = {"MessageGroupId": group} if group else {}
        with translated():
            self.sqs.send_message(
                QueueUrl=queue.source_url,
                MessageBody=message["Body"],
                MessageAttributes=message.get("MessageAttributes", {}),
                **more,
            )
            self.sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
        return True

    def _receive(
        self, queue: DeadLetterQueue, limit: int, hidden: int
    ) -> Iterator["MessageTypeDef"]:
        while limit > 0:
            with translated():
                messages = self.sqs.receive_message(
                    QueueUrl=queue.url,
                    MaxNumberOfMessages=min(limit, _PAGE),
                    MessageSystemAttributeNames=["All"],
                    MessageAttributeNames=["All"],
                    VisibilityTimeout=hidden,
                    WaitTimeSeconds=1,
                ).get("Messages", [])
            if not messages:
                return
            yield from messages
            limit -= len(messages)

    def _urls(self) -> Iterator[tuple[str, str]]:
        pages = self.cloudformation.get_paginator("list_stack_resources")
        with translated(ValidationError=NotFoundError):
            for page in pages.paginate(StackName=self.stack):
                for resource in page["StackResourceSummaries"]:
                    if resource["ResourceType"] == "AWS::SQS::Queue":
                        yield resource["LogicalResourceId"], resource["PhysicalResourceId"]

    def _attributes(self, url: str) -> dict[str, str]:
        with translated():
            reply = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        return {str(name): value for name, value in reply["Attributes"].items()}


def _target(attributes: dict[str, str]) -> str:
    """Return where a queue sends what it gives up."""
    policy = json.loads(attributes.get("RedrivePolicy") or "{}")
    return str(policy.get("deadLetterTargetArn", ""))


def _queue(
    name: str, url: str, attributes: dict[str, str], source: str, source_url: str
) -> DeadLetterQueue:
    there = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    return DeadLetterQueue(
        name=name,
        url=url,
        arn=attributes["QueueArn"],
        messages=sum(int(attributes.get(each, 0)) for each in there),
        source=source,
        source_url=source_url,
    )


def _letter(message: "MessageTypeDef") -> DeadLetter:
    system = message["Attributes"]
    return DeadLetter(
        id=message["MessageId"],
        sent_at=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
        received=int(system["ApproximateReceiveCount"]),
        body=message["Body"],
    )
