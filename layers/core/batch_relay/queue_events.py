"""What every function behind a queue does: one message at a time, failures apart."""

import json
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from batch_relay.domain.errors import ConflictError, UnavailableError
from batch_relay.domain.statuses import JobStatus
from batch_relay.logged import NAMED, concerns_only
from batch_relay.metrics import count

logger = Logger(child=True)

# No set: a message may say anything, and not all of it can be looked up in one.
_ENDS = tuple(status for status in JobStatus if status.is_final)
_COMES_AGAIN = (ConflictError, UnavailableError)


class _Processor(BatchProcessor):
    """Powertools' processor, which also says why a message failed."""

    def failure_handler(self, record: Any, exception: Any) -> Any:  # noqa: ANN401 - as overridden
        """Log before the message goes back to its queue."""
        _, error, _ = exception
        if isinstance(error, _COMES_AGAIN):
            logger.warning("comes again", reason=str(error), error=type(error).__name__)
        else:
            logger.error("failed", exc_info=exception)
            count("Failed")
        if isinstance(error, UnavailableError):
            count("Unavailable")
        return super().failure_handler(record, exception)


def consume(event: dict[str, Any], take: Callable[[Any], str]) -> PartialItemFailureResponse:
    """Hand each message's JSON to `take`, log what came of it, return those that failed."""

    def handle(record: SQSRecord) -> None:
        concerns_only(message_id=record.message_id, **subject_of(record.body))
        logger.info("message", outcome=take(json.loads(record.body)))

    processor = _Processor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    with processor(event["Records"], handle):
        processor.process()
    return processor.response()


def jobs_that_ended(event: dict[str, Any]) -> frozenset[str]:
    """Return the jobs whose end is told in this batch; what it tells of them before is past."""
    subjects = map(subject_of, (record["body"] for record in event["Records"]))
    return frozenset(str(one["job_id"]) for one in subjects if one.get("job_status") in _ENDS)


def subject_of(body: str) -> dict[str, Any]:
    """Return what a message is about, for the log; an analysis counts from 0.

    Our own messages name a run, or an attempt; an event names a job, whose tags
    name the attempt, or an object. What can't be read is about nothing.
    """
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    match message:
        case {"detail": {"bucket": {"name": bucket}, "object": {"key": key}}}:
            return {"output": f"s3://{bucket}/{key}"}
        case {"detail": {"jobId": job_id, **job}}:
            said = {"job_status": job.get("status"), "job_reason": job.get("statusReason")}
            return {"job_id": job_id} | said | _named(job.get("tags"))
        case _:
            return _named(message)


def _named(said: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {name: said[name] for name in NAMED if name in said} if isinstance(said, dict) else {}
