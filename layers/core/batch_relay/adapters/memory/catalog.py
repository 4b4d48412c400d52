"""Queues and job definitions in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field

from batch_relay.domain.catalog import JobDefinition, JobQueue, Surroundings, Wanted, short_name


@dataclass
class MemoryCatalog:
    """Queues by name, active job definitions by name and revision, and what may be used."""

    queues: dict[str, JobQueue] = field(default_factory=dict[str, JobQueue])
    definitions: dict[str, JobDefinition] = field(default_factory=dict[str, JobDefinition])
    usable: Collection[str] | None = None
    buckets: Collection[str] | None = None

    def find(self, wanted: Wanted) -> Surroundings:
        """Return what there is of that."""
        queues = {one: self.queues.get(short_name(one)) for one in wanted.queues}
        definitions = {one: self._definition(short_name(one)) for one in wanted.definitions}
        return Surroundings(
            queues={name: queue for name, queue in queues.items() if queue},
            definitions={name: found for name, found in definitions.items() if found},
            usable=self.usable,
            buckets=self.buckets,
        )

    def _definition(self, name: str) -> JobDefinition | None:
        """Return a revision, or the newest one of a bare name."""
        named = [one for one in self.definitions if name in {one, one.partition(":")[0]}]
        newest = max(named, key=lambda one: int(one.partition(":")[2]), default="")
        return self.definitions.get(newest)
