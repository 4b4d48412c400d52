"""Imported projects, in memory."""

from dataclasses import dataclass, field

from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import Project
from batch_relay.services.ports import Page


@dataclass
class MemoryProjects:
    """Projects by name."""

    items: dict[str, Project] = field(default_factory=dict)

    def get(self, name: str) -> Project | None:
        """Return the project, if there is one."""
        return self.items.get(name)

    def create(self, project: Project) -> None:
        """Store a new project; ConflictError if the name is taken."""
        if project.name in self.items:
            raise ConflictError(project.name)
        self.items[project.name] = project

    def replace(self, project: Project, *, before: Project) -> None:
        """Store a project that has grown; ConflictError unless `before` is what is stored."""
        if self.items.get(project.name) != before:
            raise ConflictError(project.name)
        self.items[project.name] = project

    def list(
        self, *, prefix: str = "", after: str | None = None, limit: int = 100
    ) -> Page[Project]:
        """Return projects by name, those whose names begin so."""
        found = (name for name in self.items if name.startswith(prefix))
        names = sorted(name for name in found if name > (after or ""))
        more = len(names) > limit
        return Page(
            items=tuple(self.items[name] for name in names[:limit]),
            next=names[limit - 1] if more else None,
        )
