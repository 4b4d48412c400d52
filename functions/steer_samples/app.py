"""Steer queue → samples are cancelled, or what was parked of them goes on."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.batch import BatchJobs
from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.sqs import SqsSteerQueue, SqsSubmitQueue, to_steer
from batch_relay.adapters.stepfunctions import StepFunctionsTasks
from batch_relay.domain.messages import Release, Stop
from batch_relay.logged import logged
from batch_relay.queue_events import consume
from batch_relay.services.steer_samples import Steering, steer_samples
from batch_relay.settings import settings

Steer: TypeAlias = Callable[[Stop | Release], int]

logger = Logger()


@wiring.wired
def aws() -> Steer:
    """Wire the use case to AWS; the template grants exactly this."""
    table = (wiring.dynamodb(), settings().table)
    ports = Steering(
        runs=DynamoRuns(*table),
        samples=DynamoSamples(*table),
        analyses=DynamoAnalyses(*table),
        jobs=BatchJobs(wiring.batch(), settings().stack),
        submit_queue=SqsSubmitQueue(wiring.sqs(), settings().submit_queue_url),
        steering=SqsSteerQueue(wiring.sqs(), settings().steer_queue_url),
        tasks=StepFunctionsTasks(wiring.stepfunctions()),
        clock=wiring.clock,
    )
    return partial(steer_samples, ports=ports)


@logged(logger)
def handler(
    event: dict[str, Any], _context: LambdaContext, *, steer: Steer | None = None
) -> PartialItemFailureResponse:
    """Steer the samples of each part."""
    run = steer or aws()
    return consume(event, lambda message: f"steered {run(to_steer(message))}")
