"""All that the browser may ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias

from batch_relay.dashboard.guard import Guard
from batch_relay.dashboard.messages import Reply, Request
from batch_relay.domain.errors import BatchRelayError

DOOR = "/open/"
Part: TypeAlias = Callable[[Request], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The page's files, for anybody on this machine; and parts, by the path that each begins with.

    Parts are for those who have the token. `doors` lead to the page with the token, once each.
    """

    guard: Guard
    pages: Mapping[str, Reply]
    parts: Mapping[str, Part]
    doors: dict[str, str] = field(default_factory=dict[str, str])

    def answer(self, request: Request) -> Reply:
        """Answer a request; 403 says why it is refused."""
        if objection := self.guard.objection(request):
            return Reply.problem(HTTPStatus.FORBIDDEN, objection)
        if request.method == "GET" and request.path.startswith(DOOR):
            return self._open(request.path)
        part = self._part(request.path)
        if part is None:
            return self._page(request)
        if not self.guard.knows(request):
            said = "Open the page with the address that `batch-relay dashboard` printed last."
            return Reply.problem(HTTPStatus.FORBIDDEN, said)
        try:
            return part(request)
        except BatchRelayError as error:
            return Reply.error(error)

    def _open(self, door: str) -> Reply:
        behind = self.doors.pop(door, None)
        if behind is None:
            said = "This address was used; open the one that `batch-relay dashboard` printed."
            return Reply.problem(HTTPStatus.FORBIDDEN, said)
        return Reply(status=HTTPStatus.FOUND, headers={"Location": behind})

    def _part(self, path: str) -> Part | None:
        found = (part for at, part in self.parts.items() if path == at or path.startswith(f"{at}/"))
        return next(found, None)

    def _page(self, request: Request) -> Reply:
        page = self.pages.get(request.path)
        if page is None or request.method not in {"GET", "HEAD"}:
            return Reply.problem(HTTPStatus.NOT_FOUND, "There is no such page.")
        return page.unless_known(request)
