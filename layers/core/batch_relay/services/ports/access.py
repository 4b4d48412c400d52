"""What the use cases keep of labs, and of who does what."""

from datetime import date
from typing import Protocol

from batch_relay.domain.audit import AuditEntry
from batch_relay.domain.labs import Lab
from batch_relay.domain.members import Member
from batch_relay.services.ports.stores import Page


class Labs(Protocol):
    """Labs, and what their workflows may use."""

    def get(self, name: str) -> Lab | None:
        """Return the lab, if there is one."""
        ...

    def put(self, lab: Lab) -> None:
        """Store the lab, in place of one of its name."""
        ...

    def remove(self, name: str) -> None:
        """Forget the lab; one that isn't there is none already."""
        ...

    def all(self) -> tuple[Lab, ...]:
        """Return every lab, by name."""
        ...


class Members(Protocol):
    """Who may use the service."""

    def get(self, principal: str) -> Member | None:
        """Return the member as just stored, if there is one."""
        ...

    def put(self, member: Member) -> None:
        """Store the member, in place of one of that principal."""
        ...

    def remove(self, principal: str) -> None:
        """Forget the member; one that isn't there is none already."""
        ...

    def all(self) -> tuple[Member, ...]:
        """Return every member, by principal."""
        ...


class Audit(Protocol):
    """Who did what; each entry is forgotten after AUDIT_KEPT."""

    def record(self, entry: AuditEntry) -> None:
        """Store an entry, in place of an earlier one of that request."""
        ...

    def list(self, day: date, *, after: str | None = None, limit: int = 100) -> Page[AuditEntry]:
        """Return the entries of a day in UTC, newest first."""
        ...
