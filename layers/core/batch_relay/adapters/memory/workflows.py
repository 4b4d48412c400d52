"""Registered workflow definitions, in memory."""

from dataclasses import dataclass, field

from batch_relay.domain.definitions import ListedWorkflow, Workflow
from batch_relay.domain.names import WORKFLOW_NAME
from batch_relay.services.ports import Page


@dataclass
class MemoryWorkflows:
    """Workflows by name and version, and the newest by name."""

    versions: dict[tuple[str, str], Workflow] = field(default_factory=dict)
    newest: dict[str, Workflow] = field(default_factory=dict)

    def latest(self, name: str) -> Workflow | None:
        """Return the newest version, if there is one."""
        return self.newest.get(name)

    def version(self, name: str, version: str) -> Workflow | None:
        """Return that version."""
        return self.versions.get((name, version))

    def list(
        self, *, prefix: str = "", after: str | None = None, limit: int = 100
    ) -> Page[ListedWorkflow]:
        """Return workflows by name, those whose names begin so; summaries are left out."""
        own = filter(WORKFLOW_NAME.accepts, self.newest)
        names = sorted(name for name in own if name.startswith(prefix) and name > (after or ""))
        return Page(
            items=tuple(ListedWorkflow.of(self.newest[name]) for name in names[:limit]),
            next=names[limit - 1] if len(names) > limit else None,
        )

    def put(self, workflow: Workflow) -> None:
        """Store a version and make it the newest; again is harmless."""
        self.versions[workflow.name, workflow.version] = workflow
        self.newest[workflow.name] = workflow
