"""Who did what."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayRouter

from batch_relay.domain.audit import AUDIT_KEPT
from batch_relay.routes.documented import answers
from batch_relay.routes.paging import After, Limit
from batch_relay.routes.ports import Given
from batch_relay.routes.rules import Me
from batch_relay.services.read_audit import AuditQuery, read_audit
from batch_relay.wire.audit import AuditPage

router = APIGatewayRouter()
_A_WEEK = timedelta(days=7)


@router.get(
    "/audit",
    summary="Who did what, newest first",
    tags=["access"],
    operation_id="listAudit",
    responses=answers(200),
)
def listing(
    ports: Given,
    me: Me,
    project: Annotated[str | None, Query(description="Only what concerns it.")] = None,
    since: Annotated[datetime | None, Query(description="By default, a week ago.")] = None,
    after: After = None,
    limit: Limit = 100,
) -> AuditPage:
    """Return the requests that may have changed something, and what they were answered."""
    now = ports.clock()
    from_ = max(_in_utc(since or now - _A_WEEK), now - AUDIT_KEPT)
    query = AuditQuery(since=from_, until=now, limit=limit, after=after)
    page = read_audit(
        query,
        lambda entry: me.owns(entry.target) and project in {None, entry.target},
        audit=ports.audit,
    )
    return AuditPage.of(page)


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
