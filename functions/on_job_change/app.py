"""EventBridge "Batch Job State Change" and "…Queue Blocked" → the analysis moves on."""

import random
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.batch import BatchJobs, to_change
from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses
from batch_relay.adapters.dynamodb.prices import DynamoPrices
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.adapters.s3_objects import S3Objects
from batch_relay.adapters.sqs import SqsSubmitQueue
from batch_relay.adapters.stepfunctions import StepFunctionsTasks
from batch_relay.domain.attempts import JobChange
from batch_relay.logged import logged
from batch_relay.metrics import count
from batch_relay.queue_events import consume, jobs_that_ended
from batch_relay.services.record_job_change import Outcome, Recording, record_job_change
from batch_relay.services.repairs import Repair
from batch_relay.settings import settings

Record: TypeAlias = Callable[[JobChange], Outcome]

logger = Logger()


@wiring.wired
def aws() -> Record:
    """Wire the use case to AWS; the template grants exactly this."""
    table = (wiring.dynamodb(), settings().table)
    ports = Recording(
        analyses=DynamoAnalyses(*table),
        samples=DynamoSamples(*table),
        workflows=DynamoWorkflows(*table),
        objects=S3Objects(wiring.s3()),
        jobs=BatchJobs(wiring.batch(), settings().stack),
        submit_queue=SqsSubmitQueue(wiring.sqs(), settings().submit_queue_url),
        tasks=StepFunctionsTasks(wiring.stepfunctions()),
        prices=DynamoPrices(*table, wiring.clock),
        clock=wiring.clock,
        chance=random.random,
    )
    return partial(record_job_change, ports=ports)


@logged(logger)
def handler(
    event: dict[str, Any], _context: LambdaContext, *, record: Record | None = None
) -> PartialItemFailureResponse:
    """Record each job's change."""
    run, ended = record or aws(), jobs_that_ended(event)
    return consume(event, lambda message: _take(message, run, ended))


def _take(event: dict[str, Any], record: Record, ended: frozenset[str]) -> str:
    blocked = event["detail-type"] == "Batch Job Queue Blocked"
    change = to_change(event["detail"], datetime.fromisoformat(event["time"]), blocked=blocked)
    if change is None:
        return "not one of our jobs"
    if change.job_id in ended and not change.status.is_final:
        return "overtaken by its end"
    outcome = record(change)
    if outcome is Outcome.TOLD:
        _tell(change)
    return outcome


def _tell(change: JobChange) -> None:
    """Tell the operator of a job that waits for them, as `reconcile` does if no event came."""
    count(Repair.JOB_BLOCKED)
    logger.warning("blocked", reason=change.status_reason)
