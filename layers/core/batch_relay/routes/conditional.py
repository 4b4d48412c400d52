"""What the caller knows already isn't sent again."""

from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

_HEADER: Final = "if-none-match"
_DIGITS: Final = 32


def unless_known(event: dict[str, Any], answered: dict[str, Any]) -> dict[str, Any]:
    """Return a read's answer with its ETag; 304 without a body if that is what the caller has."""
    if event["httpMethod"] != "GET" or answered["statusCode"] != HTTPStatus.OK:
        return answered
    tag = f'"{sha256(answered["body"].encode()).hexdigest()[:_DIGITS]}"'
    headers = answered.get("multiValueHeaders", {}) | {"ETag": [tag]}
    if tag not in _known(event):
        return answered | {"multiValueHeaders": headers}
    left = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    return answered | {
        "statusCode": HTTPStatus.NOT_MODIFIED.value,
        "body": "",
        "multiValueHeaders": left,
    }


def _known(event: dict[str, Any]) -> set[str]:
    sent = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    return {tag.strip().removeprefix("W/") for tag in sent.get(_HEADER, "").split(",")}
