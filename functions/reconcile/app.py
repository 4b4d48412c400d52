"""A schedule → what no event told is found and put right."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.batch import BatchJobs
from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses, DynamoAwaitedOutputs
from batch_relay.adapters.dynamodb.bookmarks import DynamoBookmarks
from batch_relay.adapters.dynamodb.counters import DynamoCounters
from batch_relay.adapters.dynamodb.prices import DynamoPrices
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.adapters.s3_files import S3Files
from batch_relay.adapters.s3_objects import S3Objects
from batch_relay.adapters.sqs import SqsStartQueue, SqsSteerQueue, SqsSubmitQueue
from batch_relay.adapters.stepfunctions import StepFunctionsExecutions, StepFunctionsTasks
from batch_relay.logged import logged
from batch_relay.metrics import count
from batch_relay.services.reconcile import Sweeping, reconcile
from batch_relay.services.recording import Recording
from batch_relay.services.repairs import Repaired
from batch_relay.settings import settings

Sweep: TypeAlias = Callable[..., Iterator[Repaired]]
# Left for the page of samples that is at work when time runs out.
MARGIN_MS = 60_000

logger = Logger()


@wiring.wired
def aws() -> Sweep:
    """Wire the use case to AWS; the template grants exactly this."""
    table = (wiring.dynamodb(), settings().table)
    recording = Recording(
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
    ports = Sweeping(
        runs=DynamoRuns(*table),
        counters=DynamoCounters(*table),
        executions=StepFunctionsExecutions(wiring.stepfunctions(), settings().state_machine_arn),
        bookmarks=DynamoBookmarks(*table),
        queues=settings().job_queues,
        starts=SqsStartQueue(
            wiring.sqs(),
            settings().start_queue_url,
            S3Files(wiring.s3(), settings().data_bucket),
        ),
        steering=SqsSteerQueue(wiring.sqs(), settings().steer_queue_url),
        awaited=DynamoAwaitedOutputs(*table, wiring.clock),
        recording=recording,
    )
    return partial(reconcile, timedelta(seconds=settings().stale_after), ports=ports)


@logged(logger)
def handler(_event: dict[str, Any], context: LambdaContext, *, sweep: Sweep | None = None) -> None:
    """Sweep once; each repair is counted, and is a log line."""
    run = sweep or aws()
    for repaired in run(has_time=lambda: context.get_remaining_time_in_millis() > MARGIN_MS):
        count(*repaired.kind.metrics)
        logger.warning("repaired", extra=_said(repaired))


def _said(repaired: Repaired) -> dict[str, str]:
    """Return what is known of a repair, by the names that all our logs use."""
    run = repaired.run
    said = {
        "repair": repaired.kind,
        "project": run.project if run else "",
        "workflow": run.workflow if run else "",
        "sample": repaired.sample,
        "reason": repaired.reason,
        "correlation_id": repaired.correlation_id,
    }
    return {name: value for name, value in said.items() if value}
