"""The summary of a run: an analysis that runs once, when all its samples have ended.

It is a run of its own, with one sample, so that all that is true of runs is true of it: counts,
attempts, logs, cancelling and resubmitting.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, cast

from batch_relay.domain.definitions import Analysis, Workflow, workflow_from_json
from batch_relay.domain.json_types import JsonObject
from batch_relay.domain.names import SUMMARY
from batch_relay.domain.runs import Run
from batch_relay.domain.samples import Sample
from batch_relay.domain.variables import SAMPLES_URI

KEY: Final = "summary"
SAMPLE: Final = "summary"


class Due(StrEnum):
    """What is due to a summary."""

    NOTHING = "nothing"
    CANCEL = "cancel"
    BEGIN = "begin"


def due(run: Run, summary: Run | None) -> Due:
    """Return what is due when a run stands there, and the summary here.

    A summary that goes on though its run was begun again sums up what is no more.
    """
    if not run.has_summary or (summary and summary.follows >= run.generation):
        return Due.NOTHING
    if summary and not summary.is_over:
        return Due.NOTHING if summary.is_cancelled else Due.CANCEL
    return Due.BEGIN if run.is_over and not run.is_cancelled else Due.NOTHING


def summary_of(workflow: Workflow) -> Workflow | None:
    """Return the workflow that sums up this one's runs, if it has a summary."""
    analysis = workflow.source.get(KEY)
    if not isinstance(analysis, Mapping):
        return None
    source = {key: value for key, value in workflow.source.items() if key != KEY}
    own = {"workflow_name": workflow.name + SUMMARY, "analyses": [analysis]}
    return workflow_from_json(cast("JsonObject", source | own))


def analyses_with_places(workflow: Workflow) -> Iterator[tuple[str, Workflow, Analysis]]:
    """Yield where each analysis stands in the definition, whose it is, and the analysis itself."""
    for analysis in workflow.analyses:
        yield f"analyses[{analysis.index}]", workflow, analysis
    if summary := summary_of(workflow):
        yield KEY, summary, summary.analyses[0]


def sample_of(uri: str) -> Sample:
    """Return the one sample of a summary; its file is the list of the run's samples."""
    return Sample(name=SAMPLE, file=uri, columns={SAMPLES_URI: uri}, line=1)
