"""Registered workflow definitions, in memory."""

from dataclasses import dataclass, field

from batch_relay.domain.definitions import Workflow


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

    def put(self, workflow: Workflow) -> None:
        """Store a version and make it the newest; again is harmless."""
        self.versions[workflow.name, workflow.version] = workflow
        self.newest[workflow.name] = workflow
