"""Who did what: an entry for each request that may change something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

# More than a year, so that a yearly review sees all of it.
AUDIT_KEPT: Final = timedelta(days=400)
# Of a body, such as the reason for a cancellation; never of a CSV.
LONGEST_DETAIL: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A request, and what it was answered.

    `arn` is who signed it, `principal` whose user or role that is; `target` the project or
    workflow that it names; `correlation_id` leads on to logs and jobs. `status` is None while it is
    being answered, and for ever if whoever answered it died.
    """

    at: datetime
    request: str
    arn: str
    principal: str
    method: str
    path: str
    target: str = ""
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    detail: str = ""
    status: int | None = None
    correlation_id: str = ""
