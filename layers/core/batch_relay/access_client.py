"""The routes of labs, members and the audit trail, typed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import quote

from batch_relay.calls import Caller
from batch_relay.wire.audit import AuditItem, AuditPage
from batch_relay.wire.labs import (
    CallerItem,
    LabItem,
    LabList,
    LabRequest,
    MemberItem,
    MemberList,
    MemberRequest,
)


@dataclass(frozen=True)
class AccessClient:
    """Who may use the service, and who did what."""

    calls: Caller

    def me(self) -> CallerItem:
        """Return who you are to the service."""
        return self.calls.get(CallerItem, "me")

    def labs(self) -> LabList:
        """Return all labs."""
        return self.calls.get(LabList, "labs")

    def lab(self, name: str) -> LabItem:
        """Return a lab."""
        return self.calls.get(LabItem, _lab(name))

    def put_lab(self, name: str, wanted: LabRequest) -> LabItem:
        """Say what the workflows of a lab may use."""
        body = wanted.model_dump_json().encode()
        return self.calls.write(LabItem, "PUT", _lab(name), content=body)

    def remove_lab(self, name: str) -> LabList:
        """Forget a lab that has no members any more."""
        return self.calls.write(LabList, "DELETE", _lab(name))

    def members(self) -> MemberList:
        """Return all members."""
        return self.calls.get(MemberList, "members")

    def member(self, principal: str) -> MemberItem:
        """Return a member."""
        return self.calls.get(MemberItem, _member(principal))

    def put_member(self, principal: str, wanted: MemberRequest) -> MemberItem:
        """Let a user or role in, or change what it may do."""
        body = wanted.model_dump_json().encode()
        return self.calls.write(MemberItem, "PUT", _member(principal), content=body)

    def remove_member(self, principal: str) -> MemberList:
        """Let a user or role in no longer."""
        return self.calls.write(MemberList, "DELETE", _member(principal))

    def audit(
        self, *, project: str | None = None, since: datetime | None = None, most: int = 100
    ) -> Iterator[AuditItem]:
        """Yield who did what, newest first, so many at most; a week's without `since`."""
        yield from islice(self._audit(project, since), most)

    def _audit(self, project: str | None, since: datetime | None) -> Iterator[AuditItem]:
        moment = since.isoformat() if since else None
        after: str | None = None
        while True:
            page = self.calls.get(AuditPage, "audit", project=project, since=moment, after=after)
            yield from page.items
            if (after := page.next) is None:
                return


def _lab(name: str) -> str:
    return f"labs/{quote(name, safe='')}"


def _member(principal: str) -> str:
    return f"members/{quote(principal, safe='')}"
