"""Submit queue → SubmitJob, at this worker's share of the stack's rate."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.batch import BatchJobs
from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses, DynamoAwaitedOutputs
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.adapters.pacing import PacedJobs
from batch_relay.adapters.s3_objects import S3Objects
from batch_relay.adapters.sqs import SqsSubmitQueue, to_submission
from batch_relay.adapters.stepfunctions import StepFunctionsTasks
from batch_relay.domain.messages import Submission
from batch_relay.logged import logged
from batch_relay.queue_events import consume
from batch_relay.services.submit_analysis import Outcome, Submitting, submit_analysis
from batch_relay.settings import settings

Submit: TypeAlias = Callable[[Submission], Outcome]

logger = Logger()


@wiring.wired
def aws() -> Submit:
    """Wire the use case to AWS; the template grants exactly this."""
    table = (wiring.dynamodb(), settings().table)
    jobs = BatchJobs(wiring.batch(), settings().stack)
    ports = Submitting(
        runs=DynamoRuns(*table),
        analyses=DynamoAnalyses(*table),
        samples=DynamoSamples(*table),
        workflows=DynamoWorkflows(*table),
        awaited=DynamoAwaitedOutputs(*table, wiring.clock),
        objects=S3Objects(wiring.s3()),
        jobs=PacedJobs(jobs, settings().submits_per_second),
        submit_queue=SqsSubmitQueue(wiring.sqs(), settings().submit_queue_url),
        tasks=StepFunctionsTasks(wiring.stepfunctions()),
        clock=wiring.clock,
    )
    return partial(submit_analysis, ports=ports)


@logged(logger)
def handler(
    event: dict[str, Any], _context: LambdaContext, *, submit: Submit | None = None
) -> PartialItemFailureResponse:
    """Submit each message's attempt."""
    run = submit or aws()
    return consume(event, lambda message: run(to_submission(message)))
