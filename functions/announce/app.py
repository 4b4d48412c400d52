"""The table's stream → our own events on EventBridge, and messages on a topic if there is one."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from batch_relay import wiring
from batch_relay.adapters.dynamodb.notices import to_notices
from batch_relay.adapters.eventbridge import EventBridgeNotices
from batch_relay.adapters.sns import SnsNotices
from batch_relay.domain.notices import Notice
from batch_relay.logged import logged
from batch_relay.services.announce import announce
from batch_relay.services.ports import Notices
from batch_relay.settings import settings

Announce: TypeAlias = Callable[[Iterable[Notice]], int]

logger = Logger()


@wiring.wired
def aws() -> Announce:
    """Wire the use case to AWS; the template grants exactly this."""
    listeners: list[Notices] = [EventBridgeNotices(wiring.events(), settings().stack)]
    if topic := settings().notice_topic:
        listeners.append(SnsNotices(wiring.sns(), topic))
    return partial(announce, listeners=listeners)


@logged(logger)
def handler(
    event: dict[str, Any], _context: LambdaContext, *, tell: Announce | None = None
) -> None:
    """Announce what a batch of changes is worth; a failure brings the whole batch again."""
    told = (tell or aws())(to_notices(event["Records"]))
    logger.info("announced", records=len(event["Records"]), notices=told)
