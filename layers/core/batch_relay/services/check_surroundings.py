"""Look around a workflow before anything is spent on it."""

from batch_relay.domain.catalog import Surroundings
from batch_relay.domain.catalog_checks import check_surroundings as check
from batch_relay.domain.catalog_checks import wanted_by
from batch_relay.domain.definitions import Workflow
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.services.ports import Catalog


def check_surroundings(
    workflow: Workflow, *, catalog: Catalog, problems: Problems, again: Resubmission = NOTHING
) -> Surroundings:
    """Note what a workflow names and that isn't there, may not be used, or doesn't fit.

    What a resubmission changes is looked at in its place. Return what there is.
    """
    found = catalog.find(wanted_by(workflow, again))
    check(workflow, found, problems, again)
    return found
