"""Glue for composition roots: the only module that makes AWS clients."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

import boto3
from botocore.config import Config

from batch_relay.settings import in_lambda

# The SDK would put its own together for each request anew, a quarter of what a request takes.
AGENT = Config(user_agent="batch-relay")
RETRIES = AGENT.merge(Config(retries={"mode": "standard", "max_attempts": 5}))
# SubmitJob takes no client token: a retry inside the SDK could submit twice unseen.
ONCE = AGENT.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
# A presigned URL must name the region's endpoint: the global one redirects, and a PUT can't follow.
REGIONAL = Config(signature_version="s3v4", s3={"addressing_style": "path"})

dynamodb = cache(lambda: boto3.client("dynamodb", config=RETRIES))
s3 = cache(lambda: boto3.client("s3", config=RETRIES.merge(REGIONAL)))
sqs = cache(lambda: boto3.client("sqs", config=RETRIES))
events = cache(lambda: boto3.client("events", config=RETRIES))
sns = cache(lambda: boto3.client("sns", config=RETRIES))
logs = cache(lambda: boto3.client("logs", config=RETRIES))
stepfunctions = cache(lambda: boto3.client("stepfunctions", config=RETRIES))
batch = cache(lambda: boto3.client("batch", config=ONCE))


T = TypeVar("T")


def clock() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one real clock


def wired(factory: Callable[[], T]) -> Callable[[], T]:
    """Cache `factory`, and inside Lambda call it now, while INIT has the full CPU."""
    cached = cache(factory)
    if in_lambda():
        cached()
    return cached
