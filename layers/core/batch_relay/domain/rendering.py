"""Fill a workflow's templates with a sample's values."""

from batch_relay.domain.definitions import Workflow
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.plans import AnalysisPlan
from batch_relay.domain.samples import Sample
from batch_relay.domain.variables import values_for


def render_analysis(workflow: Workflow, sample: Sample, index: int, *, project: str) -> RenderedJob:
    """Return the job of one analysis of a sample; TemplateError if it can't be rendered."""
    plan = AnalysisPlan.of(workflow, workflow.analyses[index], project=project)
    return plan.render(sample, values_for(sample, workflow, project=project))
