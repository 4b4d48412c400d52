"""What a request is called wherever something is done for it: in logs, messages and on jobs."""

import re
from typing import Any, Final

# It becomes a job's tag, and a key of every line of the log.
HEADER: Final = "x-correlation-id"
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def correlation_id_of(event: dict[str, Any]) -> str:
    """Return what the caller calls the request, if that is well-formed, or the gateway does."""
    sent = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    named = str(sent.get(HEADER, ""))
    return named if _WELL_FORMED.fullmatch(named) else event["requestContext"].get("requestId", "")


def with_correlation_id(answered: dict[str, Any], correlation_id: str) -> dict[str, Any]:
    """Return an answer that says so."""
    headers = answered.get("multiValueHeaders", {}) | {HEADER: [correlation_id]}
    return answered | {"multiValueHeaders": headers}
