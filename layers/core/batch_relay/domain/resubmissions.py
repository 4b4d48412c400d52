"""What a resubmission asks for, beside the same again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.resources import with_resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmission:
    """Changes for every analysis that is run again.

    Analyses from `first` (counting from 0) on are run even if their outputs
    exist: only what is written after `asked_at` counts. Without it, an analysis
    is run if an output is missing. `memory` is in MiB, `timeout` in seconds; `priority`
    goes before the run's; `policy` is the key batch_relay of a definition, and refines
    the analysis's own.
    """

    first: int | None = None
    asked_at: datetime | None = None
    queue: str = ""
    memory: int | None = None
    vcpus: int | None = None
    timeout: int | None = None
    priority: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    policy: JsonObject = field(default_factory=dict)

    def since(self, analysis: int) -> datetime | None:
        """Return when outputs of the analysis must have been written, None for any time."""
        return self.asked_at if self.first is not None and analysis >= self.first else None

    def apply(self, job: RenderedJob) -> RenderedJob:
        """Return the job with what was asked for."""
        changed = with_resources(job, queue=self.queue, memory=self.memory, vcpus=self.vcpus)
        return replace(
            changed,
            timeout=self.timeout or job.timeout,
            parameters={**job.parameters, **self.parameters},
        )

    def queues(self) -> Iterator[tuple[str, str]]:
        """Yield the queues that were asked for, each after its place in a request."""
        if self.queue:
            yield "queue", self.queue
        if fallback := self.policy.get("fallback_queue"):
            yield "batch_relay.fallback_queue", str(fallback)


NOTHING = Resubmission()
