"""A handler in front of a function's own; it raises at random, before the work or after it.

A message that comes for the third time is spared, so that none becomes a dead letter.
"""

import random
from pathlib import Path

import app

# Packed beside this file: where to note each time.
RECORD = Path(__file__).with_name("record").read_text()
OFTEN = 0.3


def handler(event, context):
    told = [one.get("attributes", {}) for one in event.get("Records", [])]
    tries = max((int(one.get("ApproximateReceiveCount", 1)) for one in told), default=1)
    fate = random.random() if tries < 3 else 1
    if fate < OFTEN:
        fail("before")
    answer = app.handler(event, context)
    if fate > 1 - OFTEN and tries < 3:
        fail("after")
    return answer


def fail(when):
    with Path(RECORD).open("a") as file:
        file.write(f"{when}\n")
    msg = f"planted, {when} the work"
    raise RuntimeError(msg)
