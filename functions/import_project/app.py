"""EventBridge S3 "Object Created" of an upload, through a queue → its import."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.batch_catalog import BatchCatalog
from batch_relay.adapters.dynamodb.projects import DynamoProjects
from batch_relay.adapters.dynamodb.runs import DynamoRuns
from batch_relay.adapters.dynamodb.uploads import DynamoUploads
from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.adapters.s3_files import S3Files
from batch_relay.adapters.sqs import SqsStartQueue
from batch_relay.domain.uploads import FOLDER
from batch_relay.logged import logged
from batch_relay.queue_events import consume
from batch_relay.services.carry_out import Importing
from batch_relay.services.import_upload import Outcome, Receiving, import_upload
from batch_relay.settings import settings
from batch_relay.telling import TellingUploads
from batch_relay.wire.uploads import to_told

Import: TypeAlias = Callable[[str], Outcome]

logger = Logger()


@wiring.wired
def aws() -> Import:
    """Wire the use case to AWS; the template grants exactly this."""
    table = (wiring.dynamodb(), settings().table)
    files = S3Files(wiring.s3(), settings().data_bucket)
    importing = Importing(
        projects=DynamoProjects(*table),
        workflows=DynamoWorkflows(*table),
        runs=DynamoRuns(*table),
        files=files,
        starts=SqsStartQueue(wiring.sqs(), settings().start_queue_url, files),
        catalog=BatchCatalog(wiring.batch(), settings().job_queues, settings().output_buckets),
        clock=wiring.clock,
    )
    ports = Receiving(
        uploads=TellingUploads(DynamoUploads(*table)), importing=importing, told=to_told
    )
    return partial(import_upload, ports=ports)


@logged(logger)
def handler(
    event: dict[str, Any], _context: LambdaContext, *, import_: Import | None = None
) -> PartialItemFailureResponse:
    """Import each file that was uploaded."""
    run = import_ or aws()
    return consume(event, lambda message: run(parse(message)))


def parse(event: dict[str, Any]) -> str:
    """Return the id of the upload whose file was written."""
    key: str = event["detail"]["object"]["key"]
    return key.removeprefix(FOLDER)
