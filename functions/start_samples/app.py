"""Start queue → one Step Functions execution per sample."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.adapters.s3_files import S3Files
from batch_relay.adapters.s3_objects import S3Objects
from batch_relay.adapters.sqs import SqsStartQueue, SqsSteerQueue, to_start
from batch_relay.adapters.stepfunctions import StepFunctionsExecutions
from batch_relay.domain.messages import StartPart
from batch_relay.logged import logged
from batch_relay.queue_events import consume
from batch_relay.services.start_samples import Starting, start_samples
from batch_relay.settings import settings

Start: TypeAlias = Callable[[StartPart], int]

logger = Logger()


@wiring.wired
def aws() -> Start:
    """Wire the use case to AWS; the template grants exactly this."""
    table = (wiring.dynamodb(), settings().table)
    files = S3Files(wiring.s3(), settings().data_bucket)
    ports = Starting(
        runs=DynamoRuns(*table),
        samples=DynamoSamples(*table),
        workflows=DynamoWorkflows(*table),
        objects=S3Objects(wiring.s3()),
        files=files,
        starts=SqsStartQueue(wiring.sqs(), settings().start_queue_url, files),
        steering=SqsSteerQueue(wiring.sqs(), settings().steer_queue_url),
        executions=StepFunctionsExecutions(wiring.stepfunctions(), settings().state_machine_arn),
        clock=wiring.clock,
    )
    return partial(start_samples, ports=ports)


@logged(logger)
def handler(
    event: dict[str, Any], _context: LambdaContext, *, start: Start | None = None
) -> PartialItemFailureResponse:
    """Start the samples of each range."""
    run = start or aws()
    return consume(event, lambda message: f"started {run(to_start(message))}")
