"""All that a queue holds."""

import json
from typing import Any

# What a sample may be called at most, a hundred times over: as much as a message names.
LONGEST_NAMES = tuple(f"{n:03}" + "x" * 125 for n in range(100))


def bodies(client: Any, url: str) -> list[Any]:
    """Receive every message; return their JSON."""
    found = []
    while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(one["Body"]) for one in messages]
    return found


def refusal(message: str) -> dict[str, Any]:
    """Return what SQS answers when it took none of a batch of one."""
    failed = {"Id": "0", "Code": "InternalError", "Message": message, "SenderFault": False}
    return {"Successful": [], "Failed": [failed]}
