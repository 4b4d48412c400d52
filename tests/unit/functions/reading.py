"""What a handler was asked, and what it says."""

from typing import Any


def failed(reply: Any) -> list[str]:
    """Return the ids of the messages that go back to their queue."""
    return [one["itemIdentifier"] for one in reply["batchItemFailures"]]


def ids(event: Any) -> list[str]:
    return [record["messageId"] for record in event["Records"]]


def said(caplog: Any) -> list[str]:
    """Return what was logged, line by line."""
    return [record.getMessage() for record in caplog.records]
