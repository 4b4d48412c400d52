"""What every function behind a queue does: one message at a time, failures apart."""

import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from batch_relay.domain.errors import ConflictError, UnavailableError

logger = Logger(child=True)

_COMES_AGAIN = (ConflictError, UnavailableError)


class _Processor(BatchProcessor):
    """Powertools' processor, which also says why a message failed."""

    def failure_handler(self, record: Any, exception: Any) -> Any:  # noqa: ANN401 - as overridden
        """Log before the message goes back to its queue."""
        _, error, _ = exception
        if isinstance(error, _COMES_AGAIN):
            logger.warning("comes again", reason=str(error), error=type(error).__name__)
        else:
            logger.error("failed", exc_info=exception, message_id=record.message_id)
        return super().failure_handler(record, exception)


def consume(event: dict[str, Any], take: Callable[[Any], str]) -> PartialItemFailureResponse:
    """Hand each message's JSON to `take`, log what came of it, return those that failed."""

    def handle(record: SQSRecord) -> None:
        message = json.loads(record.body)
        logger.info("message", outcome=take(message), message_id=record.message_id)

    processor = _Processor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(event["Records"], handle):
        processor.process()
    return processor.response()
