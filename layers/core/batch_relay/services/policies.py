"""The policy that holds for an analysis of a sample."""

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.definitions import Policy, refine
from batch_relay.domain.errors import NotFoundError
from batch_relay.services.ports import Samples, Workflows


def policy_of(state: AnalysisState, *, workflows: Workflows, samples: Samples) -> Policy:
    """Return the workflow's policy for the analysis, as its sample's resubmission refines it."""
    workflow = workflows.version(state.key.run.workflow, state.version)
    if workflow is None:
        msg = f"workflow {state.key.run.workflow} has no version {state.version}"
        raise NotFoundError(msg)
    policy = workflow.analyses[state.key.analysis].policy
    sample = samples.get(state.key.run, state.key.sample)
    return refine(policy, sample.again.policy) if sample and sample.again.policy else policy
