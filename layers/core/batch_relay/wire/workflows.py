"""Workflow definitions."""

from typing import Any, Self

from batch_relay.domain.definitions import ListedWorkflow, Workflow
from batch_relay.services.put_workflow import Registration
from batch_relay.wire.problems import ProblemItem, Wire, problem_items


class WorkflowItem(Wire):
    """A workflow; `version` is the SHA-256 of its definition."""

    name: str
    version: str
    definition: dict[str, Any]

    @classmethod
    def of(cls, workflow: Workflow) -> Self:
        """Read a workflow."""
        return cls(name=workflow.name, version=workflow.version, definition=dict(workflow.source))


class ListedWorkflowItem(Wire):
    """The newest version of a workflow, in a list; `analyses` are its job definitions, in order."""

    name: str
    version: str
    analyses: list[str]

    @classmethod
    def of(cls, workflow: ListedWorkflow) -> Self:
        """Read what a list shows of a workflow."""
        return cls(name=workflow.name, version=workflow.version, analyses=list(workflow.analyses))


class WorkflowPage(Wire):
    """Workflows by name; `next` is the `after` of the next page, null at the end."""

    items: list[ListedWorkflowItem]
    next: str | None = None


class WorkflowResult(WorkflowItem):
    """A registered workflow; `created` is false if it was the newest version already."""

    created: bool
    warnings: list[ProblemItem]

    @classmethod
    def registered(cls, done: Registration) -> Self:
        """Read a registration."""
        return cls(
            **dict(WorkflowItem.of(done.workflow)),
            created=done.created,
            warnings=problem_items(done.warnings),
        )
