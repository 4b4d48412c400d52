"""The port on SNS: notices in words, to whoever subscribes to the stack's topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from batch_relay.adapters.errors import translated
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.notice_texts import text_of
from batch_relay.domain.notices import Notice

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import PublishBatchRequestEntryTypeDef

# Quota of PublishBatch: entries, and bytes of all of them together.
MAX_ENTRIES = 10
MAX_BYTES = 256 << 10
_ROOM = MAX_BYTES // MAX_ENTRIES - 2_048


@dataclass(frozen=True)
class SnsNotices:
    """Notices as messages, with attributes by which a subscription can choose."""

    client: "SNSClient"
    topic: str

    def tell(self, notices: Sequence[Notice]) -> None:
        """Publish the messages; a batch that was taken in part is published again, whole."""
        for first in range(0, len(notices), MAX_ENTRIES):
            some = notices[first : first + MAX_ENTRIES]
            entries = [to_message(one, str(number)) for number, one in enumerate(some)]
            with translated():
                reply = self.client.publish_batch(
                    TopicArn=self.topic, PublishBatchRequestEntries=entries
                )
            if failed := reply.get("Failed"):
                msg = f"SNS refused {len(failed)} messages"
                raise UnavailableError(msg)


def to_message(notice: Notice, number: str) -> "PublishBatchRequestEntryTypeDef":
    """Write a notice as a message; `number` tells it from the others of its batch."""
    text = text_of(notice)
    attributes = {
        "kind": notice.kind.value,
        "project": notice.run.project,
        "workflow": notice.run.workflow,
    }
    return {
        "Id": number,
        "Subject": text.subject,
        "Message": text.message.encode()[:_ROOM].decode(errors="ignore"),
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        },
    }
