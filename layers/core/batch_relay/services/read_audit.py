"""Read the audit trail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from batch_relay.domain.audit import AuditEntry
from batch_relay.domain.errors import InvalidError
from batch_relay.services.ports import Audit, Page

# Of the 29 seconds that a request may take, a read of a hundred entries takes some milliseconds.
MOST_READS = 200
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuery:
    """Which entries to read, from newest to oldest; `after` is the `next` of the page before."""

    since: datetime
    until: datetime
    limit: int
    after: str | None = None


def read_audit(
    query: AuditQuery, wanted: Callable[[AuditEntry], bool], *, audit: Audit
) -> Page[AuditEntry]:
    """Return the entries that are wanted; a page may have fewer than asked for, or none."""
    day, within = _place(query)
    found: list[AuditEntry] = []
    for _ in range(MOST_READS):
        if day < query.since.date():
            return Page(items=tuple(found))
        page = audit.list(day, after=within, limit=query.limit - len(found))
        found += [each for each in page.items if query.since <= each.at and wanted(each)]
        day, within = (day, page.next) if page.next else (day - A_DAY, None)
        if len(found) == query.limit:
            break
    return Page(items=tuple(found), next=f"{day.isoformat()}/{within or ''}")


def _place(query: AuditQuery) -> tuple[date, str | None]:
    if query.after is None:
        return query.until.date(), None
    day, _, within = query.after.partition("/")
    try:
        return date.fromisoformat(day), within or None
    except ValueError as error:
        msg = "'after' is not a token of an earlier page; leave it out to start again."
        raise InvalidError(msg) from error
