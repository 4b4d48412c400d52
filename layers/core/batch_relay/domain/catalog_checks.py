"""Check that what a workflow names is there, may be used, and fits."""

from collections.abc import Container, Iterator
from dataclasses import replace

from batch_relay.domain.catalog import JobDefinition, Surroundings, Wanted, short_name
from batch_relay.domain.definitions import Analysis, Workflow, refine
from batch_relay.domain.json_checks import Place
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from batch_relay.domain.shares import check_priority, fair_queues
from batch_relay.domain.summaries import analyses_with_places
from batch_relay.domain.templates import TemplateError, parse_template
from batch_relay.domain.wording import quote, suggest


def wanted_by(workflow: Workflow, again: Resubmission = NOTHING) -> Wanted:
    """Return what a workflow names, with the changes of a resubmission."""
    analyses = [_changed(analysis, again) for *_, analysis in analyses_with_places(workflow)]
    return Wanted(
        queues=frozenset(queue for one in analyses for _, queue in _queues(one)),
        definitions=frozenset(one.job_definition for one in analyses),
    )


def check_surroundings(
    workflow: Workflow, found: Surroundings, problems: Problems, again: Resubmission = NOTHING
) -> None:
    """Check every analysis of a workflow, and its summary; and what a resubmission changes."""
    root = Place(problems=problems, lines={})
    asked = dict(again.queues())
    for path, queue in asked.items():
        _check_queue(_at(root, path), queue, found)
    for at, owner, analysis in analyses_with_places(workflow):
        place, changed = replace(root, path=at), _changed(analysis, again)
        check_analysis_fits(owner, changed, found, place, apart=asked)
    check_priority(again.priority, fair_queues(found), problems)


def check_analysis_fits(
    workflow: Workflow,
    analysis: Analysis,
    found: Surroundings,
    place: Place,
    *,
    apart: Container[str] = (),
) -> None:
    """Check queues, job definition and buckets of an analysis, which stands at that place.

    Queues at the paths `apart` are none of its own.
    """
    for path, queue in _queues(analysis):
        if path not in apart:
            _check_queue(_at(place, path), queue, found)
    _check_definition(place, analysis, found)
    for index, output in enumerate(analysis.outputs):
        _check_bucket(place.child("outputs").child(index), output, workflow, found)


def _changed(analysis: Analysis, again: Resubmission) -> Analysis:
    """Return the analysis with what a resubmission changes of what it names."""
    return replace(
        analysis,
        queue=again.queue or analysis.queue,
        parameters={**analysis.parameters, **again.parameters},
        policy=refine(analysis.policy, again.policy) if again.policy else analysis.policy,
    )


def _queues(analysis: Analysis) -> Iterator[tuple[str, str]]:
    yield "queue", analysis.queue
    if analysis.policy.fallback_queue:
        yield "batch_relay.fallback_queue", analysis.policy.fallback_queue


def _at(place: Place, path: str) -> Place:
    for key in path.split("."):
        place = place.child(key)
    return place


def _check_queue(place: Place, queue: str, found: Surroundings) -> None:
    name = short_name(queue)
    if found.usable is not None and name not in found.usable:
        message = f"Queue {name} is not one of the stack's JobQueues; add it, and deploy."
        place.add(ProblemKind.UNKNOWN_QUEUE, message)
    elif queue not in found.queues:
        message = f"There is no job queue {quote(name)}; {suggest(name, found.usable or ())}"
        place.add(ProblemKind.UNKNOWN_QUEUE, message)
    elif fault := found.queues[queue].fault:
        place.add(ProblemKind.CLOSED_QUEUE, f"Queue {name} takes no jobs. {fault}")


def _check_definition(place: Place, analysis: Analysis, found: Surroundings) -> None:
    name = analysis.job_definition
    definition = found.definitions.get(name)
    if definition is None:
        message = f"There is no job definition {quote(name)} in use; register it, or name another."
        place.child("job_definition").add(ProblemKind.UNKNOWN_JOB_DEFINITION, message)
    else:
        _check_parameters(place.child("parameters"), analysis, definition)


def _check_parameters(place: Place, analysis: Analysis, definition: JobDefinition) -> None:
    given = frozenset(analysis.parameters)
    if missing := definition.references - given - definition.parameters:
        named = ", ".join(f"Ref::{name}" for name in sorted(missing))
        message = f"The job definition wants {named}; add what is missing to the parameters."
        place.add(ProblemKind.MISSING_PARAMETER, message)
    for name in sorted(given - definition.references):
        place.child(name).warn(ProblemKind.UNUSED_PARAMETER, f"Nothing reads {name}.")


def _check_bucket(place: Place, output: str, workflow: Workflow, found: Surroundings) -> None:
    bucket = _bucket(output, workflow)
    if bucket and found.buckets is not None and bucket not in found.buckets:
        message = f"Bucket {bucket} is not one of the stack's OutputBuckets; add it, and deploy."
        place.add(ProblemKind.UNKNOWN_BUCKET, message)


def _bucket(output: str, workflow: Workflow) -> str:
    """Return the bucket, empty if samples have each their own."""
    try:
        template = parse_template(output.removeprefix("s3://").partition("/")[0])
        return template.fill(workflow.variables) if output.startswith("s3://") else ""
    except TemplateError:
        return ""
