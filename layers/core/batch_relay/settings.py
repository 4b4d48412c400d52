"""The environment, read in one place."""

import os
from dataclasses import dataclass
from fractions import Fraction
from functools import cache


@dataclass(frozen=True, slots=True)
class Settings:
    """What the template tells a function; empty where it does not need it.

    `submits_per_second` is one worker's share of the stack's rate; 46/10 is one way to say it;
    `stale_after` is in seconds.
    """

    stack: str
    table: str
    data_bucket: str
    start_queue_url: str
    steer_queue_url: str
    submit_queue_url: str
    notice_topic: str
    state_machine_arn: str
    job_queues: tuple[str, ...]
    output_buckets: tuple[str, ...]
    submits_per_second: float
    stale_after: int
    administrators: frozenset[str]


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    read = os.environ.get
    return Settings(
        stack=read("STACK_NAME", ""),
        table=read("TABLE_NAME", ""),
        data_bucket=read("DATA_BUCKET", ""),
        start_queue_url=read("START_QUEUE_URL", ""),
        steer_queue_url=read("STEER_QUEUE_URL", ""),
        submit_queue_url=read("SUBMIT_QUEUE_URL", ""),
        notice_topic=read("NOTICE_TOPIC", ""),
        state_machine_arn=read("STATE_MACHINE_ARN", ""),
        job_queues=tuple(read("JOB_QUEUES", "").split(",")),
        output_buckets=tuple(read("OUTPUT_BUCKETS", "").split(",")),
        submits_per_second=float(Fraction(read("SUBMITS_PER_SECOND", "9"))),
        administrators=frozenset(filter(None, read("ADMINISTRATORS", "").split(","))),
        stale_after=int(read("STALE_AFTER_SECONDS", "900")),
    )


def in_lambda() -> bool:
    """Whether this process is a Lambda execution environment."""
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ
