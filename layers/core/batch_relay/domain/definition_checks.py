"""Check a workflow definition: every problem in one pass, each at its place."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Final, cast

from batch_relay.domain.json_checks import (
    Check,
    Place,
    check_items,
    check_object,
    check_text,
    number_between,
    one_of,
    text_like,
)
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.names import WORKFLOW_NAME
from batch_relay.domain.override_checks import check_overrides
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.relaxed_json import Document
from batch_relay.domain.templates import TemplateError, parse_template
from batch_relay.domain.variables import RESERVED_NAMES
from batch_relay.domain.wording import suggest

MOST_ANALYSES: Final = 100
# SubmitJob: a timeout of a minute at least, in a 32-bit number.
TIMEOUTS: Final = (60, 2_147_483_647)
# A message waits in SQS for a quarter of an hour at most.
LONGEST_DELAY: Final = 900
# What projects write into a workflow file of their own.
IGNORED: Final = RESERVED_NAMES - {"workflow_name", "analyses"}
IGNORED_IN_ANALYSIS: Final = frozenset({"analyses", "samples"})

_HINTS: Final = {
    "retryStrategy": 'write "batch_relay": {"retry": {"attempts": 3}} instead.',
    "retry": 'write "batch_relay": {"retry": {"attempts": 3}} instead.',
    "dependsOn": "analyses run one after another, in the order of the list.",
    "depends_on": "analyses run one after another, in the order of the list.",
    "arrayProperties": "each sample has a job of its own.",
    "vcpus": 'write it in "containerOverrides".',
    "memory": 'write it in "containerOverrides".',
    "command": 'write it in "containerOverrides".',
    "environment": 'write it in "containerOverrides".',
    "jobDefinition": 'it is called "job_definition".',
    "jobQueue": 'it is called "queue".',
    "tags": "jobs are tagged with their project, workflow and sample already.",
    "fallback_queue": 'write it in "batch_relay".',
    "complete_when": 'write it in "batch_relay".',
}


def check_definition(
    document: Document, problems: Problems, *, name: str | None
) -> JsonObject | None:
    """Return the definition, with a name and without ignored keys; None if it has problems."""
    before = len(problems)
    place = Place(problems=problems, lines=document.places.lines)
    _check_repeated(document, problems)
    source = document.value
    if isinstance(source, Mapping):
        source = _without_ignored(place, _named(place, source, name))
        _check_top(place, source)
        _check_storable(place, source)
    else:
        place.expect("an object", source)
    return cast("JsonObject", source) if len(problems) == before else None


def _check_repeated(document: Document, problems: Problems) -> None:
    for path, line in document.places.repeated:
        message = "The key is given twice; keep one."
        problems.add(ProblemKind.DUPLICATE_KEY, message, line=line, column=path)


def _named(place: Place, source: JsonObject, name: str | None) -> JsonObject:
    if name is None or "workflow_name" in source:
        given = source.get("workflow_name")
        if name is not None and isinstance(given, str) and given != name:
            message = f"The definition is named {given!r} and registered as {name!r}; use one name."
            place.child("workflow_name").add(ProblemKind.INVALID_VALUE, message)
        return source
    return {"workflow_name": name, **source}


def _without_ignored(place: Place, source: JsonObject) -> JsonObject:
    kept = {key: value for key, value in source.items() if key not in IGNORED}
    for key in source.keys() & IGNORED:
        message = f"{key!r} belongs to a project, not to a workflow; it is left out."
        place.child(key).warn(ProblemKind.IGNORED_KEY, message)
    analyses = kept.get("analyses")
    if isinstance(analyses, list):
        kept["analyses"] = [_without_unused(analysis) for analysis in analyses]
    return kept


def _without_unused(analysis: Json) -> Json:
    if not isinstance(analysis, Mapping):
        return analysis
    return {key: value for key, value in analysis.items() if key not in IGNORED_IN_ANALYSIS}


def _check_top(place: Place, source: JsonObject) -> None:
    for key, check in (("workflow_name", _check_name), ("analyses", _check_analyses)):
        if key in source:
            check(place.child(key), source[key])
        else:
            place.add(ProblemKind.MISSING_KEY, _missing(key, source))
    if "batch_relay" in source:
        message = 'The key "batch_relay" belongs in an analysis; move it there.'
        place.child("batch_relay").add(ProblemKind.UNKNOWN_KEY, message)


def _missing(key: str, source: JsonObject) -> str:
    return f"The key {key!r} is missing; {suggest(key, source)}"


def _check_name(place: Place, value: Json) -> None:
    if isinstance(value, str):
        WORKFLOW_NAME.check(
            value, place.problems, line=place.lines.get(place.path), column=place.path
        )
    else:
        place.expect("a text", value)


def _check_analyses(place: Place, value: Json) -> None:
    check_items(place, value, _check_analysis)
    if isinstance(value, list) and not 1 <= len(value) <= MOST_ANALYSES:
        message = f"There are {len(value)} analyses; a workflow has 1 to {MOST_ANALYSES}."
        place.add(ProblemKind.INVALID_VALUE, message)


def _check_analysis(place: Place, value: Json) -> None:
    check_object(place, value, ANALYSIS, required=REQUIRED, hints=_HINTS)


def _check_outputs(place: Place, value: Json) -> None:
    check_items(place, value, _check_output)
    if value == []:
        message = "There are no outputs, so the job runs each time and its exit code 0 is success."
        place.warn(ProblemKind.NO_OUTPUTS, message)


def _check_output(place: Place, value: Json) -> None:
    if isinstance(value, str) and not value.startswith(("s3://", "{")):
        message = f"{value!r} isn't s3://bucket/key; start it with s3://."
        place.add(ProblemKind.INVALID_OUTPUT, message)
    _check_template(place, value)


def _check_template(place: Place, value: Json) -> None:
    if not isinstance(value, str):
        place.expect("a text", value)
        return
    try:
        parse_template(value)
    except TemplateError as error:
        place.add(ProblemKind.INVALID_TEMPLATE, str(error))


def _check_parameters(place: Place, value: Json) -> None:
    if not isinstance(value, Mapping):
        place.expect("an object", value)
        return
    for key, inner in value.items():
        if isinstance(inner, int | float):
            continue
        _check_parameter(place.child(key), inner)


def _check_parameter(place: Place, value: Json) -> None:
    if isinstance(value, str):
        _check_template(place, value)
    else:
        place.expect("a text, a number or a boolean", value)


def _check_storable(place: Place, source: JsonObject) -> None:
    """Refuse what Python reads from JSON and no other program would."""
    try:
        json.dumps(source, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        message = "A text has half of a surrogate pair in it (\\ud800 to \\udfff); remove it."
        place.add(ProblemKind.INVALID_VALUE, message)
    except ValueError:
        message = "A number is NaN or infinite; write a finite one, or a text."
        place.add(ProblemKind.INVALID_VALUE, message)


_NAME: Final = "[A-Za-z0-9_-]{1,128}"
_ARN: Final = r"arn:aws[a-z-]*:batch:[a-z0-9-]+:\d{12}:"
_check_queue: Final = text_like(
    f"{_NAME}|{_ARN}job-queue/{_NAME}", "the name or ARN of a job queue"
)
_check_job_definition: Final = text_like(
    rf"(?:{_ARN}job-definition/)?{_NAME}(?::\d{{1,9}})?",
    "a job definition: name, name:revision or ARN",
)
RETRY: Final[Mapping[str, Check]] = {
    "attempts": number_between(1, 10),
    "memory_factor": number_between(1, 100, whole=False),
    "max_memory": number_between(4, 100_000_000, unit="(MiB)"),
    "delay": number_between(0, LONGEST_DELAY, unit="(seconds)"),
}
OWN: Final[Mapping[str, Check]] = {
    "retry": partial(check_object, keys=RETRY),
    "fallback_queue": _check_queue,
    "complete_when": one_of("outputs", "job"),
}
ANALYSIS: Final[Mapping[str, Check]] = {
    "job_definition": _check_job_definition,
    "queue": _check_queue,
    "outputs": _check_outputs,
    "parameters": _check_parameters,
    "containerOverrides": check_overrides,
    "timeout": number_between(*TIMEOUTS, unit="(seconds)"),
    "description": check_text,
    "batch_relay": partial(check_object, keys=OWN),
}
REQUIRED: Final = ("job_definition", "queue", "outputs")
