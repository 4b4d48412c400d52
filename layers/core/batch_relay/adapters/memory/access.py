"""Labs, their members, and who did what, in memory."""

from dataclasses import dataclass, field
from datetime import UTC, date

from batch_relay.domain.audit import AuditEntry
from batch_relay.domain.labs import Lab
from batch_relay.domain.members import Member
from batch_relay.services.ports import Page


@dataclass
class MemoryLabs:
    """Labs by name."""

    items: dict[str, Lab] = field(default_factory=dict[str, Lab])

    def get(self, name: str) -> Lab | None:
        """Return the lab, if there is one."""
        return self.items.get(name)

    def put(self, lab: Lab) -> None:
        """Store the lab, in place of one of its name."""
        self.items[lab.name] = lab

    def remove(self, name: str) -> None:
        """Forget the lab; one that isn't there is none already."""
        self.items.pop(name, None)

    def all(self) -> tuple[Lab, ...]:
        """Return every lab, by name."""
        return tuple(lab for _, lab in sorted(self.items.items()))


@dataclass
class MemoryMembers:
    """Members by principal."""

    items: dict[str, Member] = field(default_factory=dict[str, Member])

    def get(self, principal: str) -> Member | None:
        """Return the member as just stored, if there is one."""
        return self.items.get(principal)

    def put(self, member: Member) -> None:
        """Store the member, in place of one of that principal."""
        self.items[member.principal] = member

    def remove(self, principal: str) -> None:
        """Forget the member; one that isn't there is none already."""
        self.items.pop(principal, None)

    def all(self) -> tuple[Member, ...]:
        """Return every member, by principal."""
        return tuple(member for _, member in sorted(self.items.items()))


@dataclass
class MemoryAudit:
    """Entries by moment and request."""

    entries: dict[str, AuditEntry] = field(default_factory=dict[str, AuditEntry])

    def record(self, entry: AuditEntry) -> None:
        """Store an entry, in place of an earlier one of that request."""
        self.entries[f"{entry.at.isoformat(timespec='milliseconds')}#{entry.request}"] = entry

    def list(self, day: date, *, after: str | None = None, limit: int = 100) -> Page[AuditEntry]:
        """Return the entries of a day in UTC, newest first."""
        of_day = {k: e for k, e in self.entries.items() if e.at.astimezone(UTC).date() == day}
        keys = [key for key in sorted(of_day, reverse=True) if after is None or key < after]
        more = len(keys) > limit
        items = tuple(of_day[key] for key in keys[:limit])
        return Page(items=items, next=keys[limit - 1] if more else None)
