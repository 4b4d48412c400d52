"""Tell what the jobs of a sample were given."""

from collections.abc import Iterable, Mapping

from batch_relay.domain.attempts import AnalysisState, AttemptKey
from batch_relay.domain.rendering import render_analysis
from batch_relay.domain.runs import SampleState
from batch_relay.domain.templates import TemplateError
from batch_relay.domain.terms import FORGOTTEN, Settings, Terms
from batch_relay.services.ports import Workflows


def read_settings(
    sample: SampleState, analyses: Iterable[AnalysisState], *, workflows: Workflows
) -> Mapping[AttemptKey, Settings]:
    """Return the settings of every attempt, rendered anew from its version of the workflow.

    An attempt whose terms were too long to keep, or can't be rendered any more, has none.
    """
    return {
        key: settings
        for state in analyses
        for key, one in zip(state.attempt_keys, state.attempts, strict=True)
        if (settings := _settings(sample, state, one.terms or state.terms, workflows))
    }


def _settings(
    sample: SampleState, state: AnalysisState, terms: Terms, workflows: Workflows
) -> Settings | None:
    run, index = state.key.run, state.key.analysis
    if terms == FORGOTTEN:
        return None
    workflow = workflows.version(run.workflow, terms.version)
    if workflow is None or index >= len(workflow.analyses):
        return None
    try:
        job = render_analysis(workflow, sample.sample, index, project=run.project)
    except TemplateError:
        return None
    return Settings.of(job, terms)
