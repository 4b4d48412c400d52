"""The audit trail: each request that may change something is written down, who sent it and why."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from aws_lambda_powertools import Logger

from batch_relay.domain.audit import LONGEST_DETAIL, AuditEntry
from batch_relay.domain.errors import BatchRelayError
from batch_relay.routes.correlation import correlation_id_of
from batch_relay.routes.ports import Ports

logger = Logger(child=True)
_READS: Final = ("GET", "HEAD", "OPTIONS")
_NAMES: Final = ("projects", "workflows")
_KEPT_ELSEWHERE: Final = re.compile("/projects/[^/]*|/workflows/.*")


def audited(
    event: dict[str, Any], answer: Callable[[], dict[str, Any]], *, principal: str, ports: Ports
) -> dict[str, Any]:
    """Answer a request, written down before and after: one that died has no status."""
    if event["httpMethod"] in _READS:
        return answer()
    entry = _entry(event, principal, ports)
    _record(entry, ports)
    answered = answer()
    _record(replace(entry, status=answered["statusCode"]), ports)
    return answered


def _record(entry: AuditEntry, ports: Ports) -> None:
    """Store the entry; a request isn't lost for it, and the log has what the table hasn't."""
    try:
        ports.audit.record(entry)
    except BatchRelayError as error:
        logger.warning("not in the audit trail", reason=str(error), status=entry.status)


def _entry(event: dict[str, Any], principal: str, ports: Ports) -> AuditEntry:
    gateway = event["requestContext"]
    detail = _detail(event)
    return AuditEntry(
        at=ports.clock(),
        request=gateway.get("requestId") or "",
        arn=gateway["identity"].get("userArn") or "",
        principal=principal,
        method=event["httpMethod"],
        path=event["path"],
        target=_target(event["path"], detail),
        query=event.get("queryStringParameters") or {},
        detail=detail[:LONGEST_DETAIL],
        correlation_id=correlation_id_of(event),
    )


def _detail(event: dict[str, Any]) -> str:
    """Return a body, of whatever type it says it is: one that says none is taken for JSON, too.

    What is in a CSV, or a whole definition, is kept elsewhere.
    """
    is_kept = _KEPT_ELSEWHERE.fullmatch(event["path"]) or event.get("isBase64Encoded")
    return "" if is_kept else event["body"] or ""


def _target(path: str, detail: str) -> str:
    """Return the project or workflow that the request names: in its path, or in its body."""
    kind, _, name = path.lstrip("/").partition("/")
    if kind in _NAMES:
        return name.partition("/")[0]
    try:
        body = json.loads(detail or "{}")
    except (ValueError, RecursionError):
        return ""
    project = body.get("project") if isinstance(body, dict) else None
    return project if isinstance(project, str) else ""
