"""Keep a workflow to what its lab may use."""

from batch_relay.domain.labs import Lab
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.services.ports import Workflows
from batch_relay.services.queries import find_workflow


def confine(
    workflow: str, lab: Lab | None, *, again: Resubmission = NOTHING, workflows: Workflows
) -> None:
    """Refuse a start whose newest definition, or whose changes, use what isn't the lab's.

    It was looked at when it was registered; the lab may have lost something since.
    """
    if lab is None:
        return
    problems = Problems()
    lab.check_workflow(find_workflow(workflow, workflows=workflows), problems)
    for at, queue in again.queues():
        lab.check_queue(queue, at, problems)
    if problems:
        said = f"Workflow {workflow!r} uses what isn't its lab's: {problems.as_list()[0].message}"
        raise problems.error(said)
