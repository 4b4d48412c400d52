"""Rules that several operations share."""

import re
from collections.abc import Mapping, Sequence

from batch_relay.local.batch.documents import Document
from batch_relay.local.batch.errors import RefusedError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
MAX_TAGS, MAX_KEY, MAX_VALUE = 50, 128, 256


def check_name(kind: str, name: str) -> None:
    """Refuse a name that is too long or has illegal characters."""
    if not NAME.fullmatch(name):
        message = (
            f"{kind} should match valid pattern: {name!r} must begin with a letter or digit and "
            "hold up to 128 letters, digits, hyphens and underscores."
        )
        raise RefusedError(message)


def check_tags(tags: Mapping[str, str]) -> None:
    """Refuse more tags, or longer ones, than AWS takes."""
    require(len(tags) <= MAX_TAGS, f"A resource can have {MAX_TAGS} tags, not {len(tags)}.")
    for key, value in tags.items():
        is_legal = (
            1 <= len(key) <= MAX_KEY and len(value) <= MAX_VALUE and not key.startswith("aws:")
        )
        require(is_legal, f"Tag {key!r} is too long, or begins with the reserved 'aws:'.")


def require(condition: object, message: str) -> None:
    """Refuse the request unless the condition holds."""
    if not condition:
        raise RefusedError(message)


def page(
    items: Sequence[Document], request: Document, limit: int
) -> tuple[list[Document], Document]:
    """Cut out the page that a request asks for; the second part of the answer leads to the next."""
    size = page_size(request, limit)
    start = _position(request.get("nextToken"))
    rest = {"nextToken": str(start + size)} if start + size < len(items) else {}
    return list(items[start : start + size]), rest


def page_size(request: Document, limit: int) -> int:
    """Read how many items a page is to have."""
    size = int(request.get("maxResults") or limit)
    require(1 <= size <= limit, f"maxResults must be between 1 and {limit}.")
    return size


def _position(token: str | None) -> int:
    require(not token or token.isdecimal(), "nextToken is invalid.")
    return int(token or 0)
