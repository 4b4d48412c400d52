"""The HTTP API."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.batch_arrays import BatchArrays
from batch_relay.adapters.batch_catalog import BatchCatalog
from batch_relay.adapters.cloudwatch_logs import CloudWatchLogs
from batch_relay.adapters.dynamodb import answers
from batch_relay.adapters.dynamodb.access import DynamoLabs, DynamoMembers
from batch_relay.adapters.dynamodb.analyses import DynamoAnalyses
from batch_relay.adapters.dynamodb.audit import DynamoAudit
from batch_relay.adapters.dynamodb.grid import DynamoGrid
from batch_relay.adapters.dynamodb.history import DynamoHistory
from batch_relay.adapters.dynamodb.prices import DynamoPrices
from batch_relay.adapters.dynamodb.projects import DynamoProjects
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.samples import DynamoSamples
from batch_relay.adapters.dynamodb.uploads import DynamoUploads
from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.adapters.s3_files import S3Files
from batch_relay.adapters.s3_objects import S3Objects
from batch_relay.adapters.sqs import SqsStartQueue, SqsSteerQueue
from batch_relay.logged import logged
from batch_relay.routes import api
from batch_relay.routes.ports import Ports
from batch_relay.settings import settings

logger = Logger()


@wiring.wired
def aws() -> Ports:
    """Wire the routes to AWS; the template grants exactly this."""
    client, table = wiring.dynamodb(), settings().table
    files = S3Files(wiring.s3(), settings().data_bucket)
    return Ports(
        projects=DynamoProjects(client, table),
        uploads=DynamoUploads(client, table),
        workflows=DynamoWorkflows(client, table),
        runs=DynamoRuns(client, table),
        samples=DynamoSamples(client, table),
        analyses=DynamoAnalyses(client, table),
        grid=DynamoGrid(client, table),
        history=DynamoHistory(client, table),
        files=files,
        prices=DynamoPrices(client, table, wiring.clock),
        objects=S3Objects(wiring.s3()),
        logs=CloudWatchLogs(wiring.logs()),
        arrays=BatchArrays(wiring.batch()),
        starts=SqsStartQueue(wiring.sqs(), settings().start_queue_url, files),
        steering=SqsSteerQueue(wiring.sqs(), settings().steer_queue_url),
        catalog=BatchCatalog(wiring.batch(), settings().job_queues, settings().output_buckets),
        answers=answers.remembered(client, table),
        labs=DynamoLabs(client, table),
        members=DynamoMembers(client, table),
        audit=DynamoAudit(client, table),
        clock=wiring.clock,
        administrators=settings().administrators,
    )


@logged(logger)
def handler(
    event: dict[str, Any], context: LambdaContext, *, ports: Ports | None = None
) -> dict[str, Any]:
    """Answer one request."""
    answer = api.answer(event, context, ports=ports or aws())
    logger.info(
        "answered",
        method=event["httpMethod"],
        path=event["path"],
        status=answer["statusCode"],
        caller=event["requestContext"]["identity"].get("userArn"),
    )
    return answer
