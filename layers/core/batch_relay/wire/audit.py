"""The audit trail: who did what."""

from datetime import datetime
from typing import Self

from batch_relay.domain.audit import AuditEntry
from batch_relay.services.ports import Page
from batch_relay.wire.problems import Wire


class AuditItem(Wire):
    """A request that may have changed something.

    `correlation_id` names the request on jobs and in logs. `target` is the project or
    workflow that it names, `detail` the beginning of its body, unless that is a CSV or a
    definition. `status` is null while it is being answered, or if that broke off.
    """

    at: datetime
    request: str
    correlation_id: str = ""
    arn: str
    principal: str
    method: str
    path: str
    target: str
    query: dict[str, str]
    detail: str
    status: int | None


class AuditPage(Wire):
    """Requests, newest first; `next` asks for older ones."""

    items: list[AuditItem]
    next: str | None

    @classmethod
    def of(cls, page: Page[AuditEntry]) -> Self:
        """Read a page."""
        return cls(items=[AuditItem.model_validate(each) for each in page.items], next=page.next)
