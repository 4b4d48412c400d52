"""The policy that holds for an analysis of a sample."""

from dataclasses import replace

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.definitions import Analysis, CompleteWhen, Policy, refine
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.runs import SampleState
from batch_relay.services.ports import Samples, Workflows


def policy_of(state: AnalysisState, *, workflows: Workflows, samples: Samples) -> Policy:
    """Return the workflow's policy for the analysis, as its sample's resubmission refines it."""
    workflow = workflows.version(state.key.run.workflow, state.version)
    if workflow is None:
        msg = f"workflow {state.key.run.workflow} has no version {state.version}"
        raise NotFoundError(msg)
    analysis = workflow.analyses[state.key.analysis]
    sample = samples.get(state.key.run, state.key.sample)
    return refined(analysis, sample) if sample else analysis.policy


def refined(analysis: Analysis, sample: SampleState) -> Policy:
    """Return the policy of an analysis, as the resubmission of a sample refines it."""
    if not sample.again.policy:
        return analysis.policy
    policy = refine(analysis.policy, sample.again.policy)
    return replace(policy, complete_when=CompleteWhen.JOB) if analysis.array_size else policy
