"""Register a workflow definition."""

from dataclasses import dataclass

from batch_relay.domain.definitions import Workflow, read_definition
from batch_relay.domain.labs import Lab
from batch_relay.domain.problems import Problem, Problems
from batch_relay.domain.summaries import summary_of
from batch_relay.services.ports import Workflows


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A registered workflow; `created` is False if this version was the newest already."""

    workflow: Workflow
    created: bool
    warnings: tuple[Problem, ...]


def put_workflow(
    name: str,
    text: str,
    *,
    relaxed: bool = False,
    lab: Lab | None = None,
    workflows: Workflows,
) -> Registration:
    """Make the definition the newest version of `name`; InvalidError carries every problem.

    `relaxed` allows comments and trailing commas. A `lab`'s workflow may only use
    what is the lab's. The same definition again changes nothing.
    """
    problems = Problems()
    workflow = read_definition(text, relaxed=relaxed, problems=problems, name=name)
    if workflow and lab:
        lab.check_workflow(workflow, problems)
    if workflow is None or problems:
        many = sum(problems.totals().values())
        said = f"The workflow was not registered: {many} problem{'s' if many > 1 else ''} to solve."
        raise problems.error(said)
    newest = workflows.latest(name)
    created = newest is None or newest.version != workflow.version
    # First, for a run of the new version may end as soon as there is one.
    if summary := summary_of(workflow):
        workflows.put(summary)
    # Though it may be the newest: one that an earlier release stored is in no list yet.
    workflows.put(workflow)
    return Registration(workflow=workflow, created=created, warnings=tuple(problems.warnings()))
