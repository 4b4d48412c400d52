"""The table's stream → counts per run."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.dynamodb.counters import DynamoCounters, to_changes
from batch_relay.adapters.dynamodb.history import DynamoHistory
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.domain.counting import ItemChange
from batch_relay.logged import logged
from batch_relay.services.count_statuses import count_statuses
from batch_relay.services.note_counts import note_counts
from batch_relay.settings import settings

Count: TypeAlias = Callable[[Iterable[ItemChange]], int]

logger = Logger()


@wiring.wired
def aws() -> Count:
    """Wire the use case to AWS; the template grants exactly this."""
    client, table = wiring.dynamodb(), settings().table
    counted = partial(
        note_counts,
        runs=DynamoRuns(client, table),
        history=DynamoHistory(client, table),
        clock=wiring.clock,
    )
    return partial(count_statuses, counters=DynamoCounters(client, table), counted=counted)


@logged(logger)
def handler(event: dict[str, Any], _context: LambdaContext, *, count: Count | None = None) -> None:
    """Count a batch; a failure brings the whole batch again."""
    runs = (count or aws())(to_changes(event["Records"]))
    logger.info("counted", records=len(event["Records"]), runs=runs)
