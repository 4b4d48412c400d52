"""What the emulator answers without keys: only what a health check needs.

It has paths of its own that reset it, configure it, or show every message, to any program or web
page of this machine that asks.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN = ("/_ministack/", "/_localstack/")
HEALTH = {"/_ministack/health", "/_ministack/ready", "/_localstack/health"}
# Their unguessable names are their keys: code and layers of functions, answers of custom resources.
CAPABILITIES = (
    "/_ministack/lambda-code/",
    "/_ministack/lambda-layers/",
    "/_ministack/cfn-response/",
    "/_ministack/cfn-signal/",
)


def guarded(application: Application) -> Application:
    """Return the application without its own paths; they are answered with 404."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if is_private(str(scope.get("path", ""))):
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await application(scope, receive, send)

    return answer


def is_private(path: str) -> bool:
    """Whether only the emulator itself has business there."""
    return path.startswith(OWN) and path not in HEALTH and not path.startswith(CAPABILITIES)
