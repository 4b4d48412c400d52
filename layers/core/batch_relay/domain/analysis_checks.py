"""Check one analysis of a workflow definition."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from batch_relay.domain.arrays import LARGEST_ARRAY
from batch_relay.domain.json_checks import (
    Check,
    NumberBetween,
    OneOf,
    Place,
    TextLike,
    check_items,
    check_object,
    check_text,
)
from batch_relay.domain.json_types import Json
from batch_relay.domain.override_checks import check_overrides, check_room_for_indices
from batch_relay.domain.platform_checks import check_platform
from batch_relay.domain.platforms import Platform
from batch_relay.domain.problems import ProblemKind
from batch_relay.domain.templates import TemplateError, parse_template

# SubmitJob: a timeout of a minute at least, in a 32-bit number.
TIMEOUTS: Final = (60, 2_147_483_647)
# A message waits in SQS for a quarter of an hour at most.
LONGEST_DELAY: Final = 900

_HINTS: Final = {
    "retryStrategy": 'write "batch_relay": {"retry": {"attempts": 3}} instead.',
    "retry": 'write "batch_relay": {"retry": {"attempts": 3}} instead.',
    "dependsOn": "analyses run one after another, in the order of the list.",
    "depends_on": "analyses run one after another, in the order of the list.",
    "array_size": 'write "arrayProperties": {"size": 100} instead.',
    "vcpus": 'write it in "containerOverrides".',
    "memory": 'write it in "containerOverrides".',
    "command": 'write it in "containerOverrides".',
    "environment": 'write it in "containerOverrides".',
    "jobDefinition": 'it is called "job_definition".',
    "jobQueue": 'it is called "queue".',
    "tags": "jobs are tagged with their project, workflow and sample already.",
    "fallback_queue": 'write it in "batch_relay".',
    "platform": 'write it in "batch_relay".',
    "eksPropertiesOverride": 'write "containerOverrides", and "batch_relay": {"platform": "EKS"}.',
    "complete_when": 'write it in "batch_relay".',
}


def check_analysis(place: Place, value: Json) -> None:
    """Check the keys of an analysis, and the templates in it."""
    before = len(place.problems)
    check_object(place, value, ANALYSIS, required=REQUIRED, hints=_HINTS)
    if isinstance(value, Mapping) and len(place.problems) == before:
        check_platform(place, value)
    if isinstance(value, Mapping) and "arrayProperties" in value and len(place.problems) == before:
        _check_array(place, value)


def _check_array(place: Place, analysis: Mapping[str, Json]) -> None:
    """Check what an array of jobs needs beside its size."""
    overrides, own = (analysis.get(key, {}) for key in ("containerOverrides", "batch_relay"))
    if isinstance(overrides, Mapping):
        check_room_for_indices(place.child("containerOverrides"), overrides)
    if isinstance(own, Mapping) and own.get("complete_when") == "outputs":
        message = "An array is complete when all its jobs have succeeded; remove this."
        place.child("batch_relay").child("complete_when").add(ProblemKind.INVALID_VALUE, message)


def _check_array_size(place: Place, value: Json) -> None:
    if isinstance(value, str):
        _check_template(place, value)
    else:
        NumberBetween(2, LARGEST_ARRAY)(place, value)


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


_NAME: Final = "[A-Za-z0-9_-]{1,128}"
_ARN: Final = r"arn:aws[a-z-]*:batch:[a-z0-9-]+:\d{12}:"
_check_queue: Final = TextLike(f"{_NAME}|{_ARN}job-queue/{_NAME}", "the name or ARN of a job queue")
_check_job_definition: Final = TextLike(
    rf"(?:{_ARN}job-definition/)?{_NAME}(?::\d{{1,9}})?",
    "a job definition: name, name:revision or ARN",
)
RETRY: Final[Mapping[str, Check]] = {
    "attempts": NumberBetween(1, 10),
    "infrastructure": NumberBetween(0, 9),
    "memory": NumberBetween(0, 9),
    "application": NumberBetween(0, 9),
    "memory_factor": NumberBetween(1, 100, whole=False),
    "max_memory": NumberBetween(4, 100_000_000, unit="(MiB)"),
    "delay": NumberBetween(0, LONGEST_DELAY, unit="(seconds)"),
}
OWN: Final[Mapping[str, Check]] = {
    "retry": partial(check_object, keys=RETRY),
    "fallback_queue": _check_queue,
    "complete_when": OneOf("outputs", "job"),
}


def check_policy(place: Place, value: Json) -> None:
    """Check the key `batch_relay` of an analysis, a workflow or a resubmission."""
    check_object(place, value, OWN)


_OWN_OF_ANALYSIS: Final[Mapping[str, Check]] = {**OWN, "platform": OneOf(*Platform)}
_ARRAY: Final[Mapping[str, Check]] = {"size": _check_array_size}
ANALYSIS: Final[Mapping[str, Check]] = {
    "job_definition": _check_job_definition,
    "queue": _check_queue,
    "outputs": _check_outputs,
    "parameters": _check_parameters,
    "containerOverrides": check_overrides,
    "arrayProperties": partial(check_object, keys=_ARRAY, required=("size",)),
    "timeout": NumberBetween(*TIMEOUTS, unit="(seconds)"),
    "description": check_text,
    "batch_relay": partial(check_object, keys=_OWN_OF_ANALYSIS),
}
REQUIRED: Final = ("job_definition", "queue", "outputs")
