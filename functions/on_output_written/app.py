"""EventBridge S3 "Object Created", through a queue → the analysis that waits for it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses, DynamoAwaitedOutputs
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.s3_objects import S3Objects
from batch_relay.adapters.stepfunctions import StepFunctionsTasks
from batch_relay.logged import logged
from batch_relay.queue_events import consume
from batch_relay.services.record_output import Outcome, Watching, record_output
from batch_relay.settings import settings
from batch_relay.telling import TellingOutputs

Record: TypeAlias = Callable[[str, datetime], Outcome]

logger = Logger()


@wiring.wired
def aws() -> Record:
    """Wire the use case to AWS; the template grants exactly this."""
    table = (wiring.dynamodb(), settings().table)
    ports = Watching(
        analyses=DynamoAnalyses(*table),
        samples=DynamoSamples(*table),
        awaited=TellingOutputs(DynamoAwaitedOutputs(*table, wiring.clock)),
        objects=S3Objects(wiring.s3()),
        tasks=StepFunctionsTasks(wiring.stepfunctions()),
        clock=wiring.clock,
    )
    return partial(record_output, ports=ports)


@logged(logger)
def handler(
    event: dict[str, Any], _context: LambdaContext, *, record: Record | None = None
) -> PartialItemFailureResponse:
    """Record each written object."""
    run = record or aws()
    return consume(event, lambda message: run(*parse(message)))


def parse(event: dict[str, Any]) -> tuple[str, datetime]:
    """Return the object's URI and when it was written; EventBridge does not encode keys."""
    detail = event["detail"]
    uri = f"s3://{detail['bucket']['name']}/{detail['object']['key']}"
    return uri, datetime.fromisoformat(event["time"])
