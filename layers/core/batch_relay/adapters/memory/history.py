"""Where the samples of runs stood, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from batch_relay.domain.history import Snapshot
from batch_relay.domain.runs import RunKey


@dataclass
class MemoryHistory:
    """Snapshots by run and minute."""

    noted: dict[RunKey, dict[datetime, Snapshot]] = field(
        default_factory=dict[RunKey, dict[datetime, Snapshot]]
    )

    def lacks(self, run: RunKey, minute: datetime) -> bool:
        """Whether nothing was noted for the minute."""
        return minute not in self.noted.get(run, {})

    def note(self, run: RunKey, snapshot: Snapshot) -> None:
        """Keep a snapshot, unless the minute has one."""
        self.noted.setdefault(run, {}).setdefault(snapshot.at, snapshot)

    def read(self, run: RunKey) -> tuple[Snapshot, ...]:
        """Return the snapshots of a run, the oldest first."""
        return tuple(one for _, one in sorted(self.noted.get(run, {}).items()))
