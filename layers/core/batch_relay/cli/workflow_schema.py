"""The workflow format as JSON Schema, by which editors complete and check."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from batch_relay.domain.analysis_checks import ANALYSIS, OWN, REQUIRED
from batch_relay.domain.arrays import LARGEST_ARRAY
from batch_relay.domain.definition_checks import IGNORED_IN_ANALYSIS, MOST_ANALYSES
from batch_relay.domain.definitions import DEFAULT_TIMEOUT, Policy
from batch_relay.domain.json_checks import (
    Check,
    NumberBetween,
    OneOf,
    TextLike,
    check_items,
    check_object,
)
from batch_relay.domain.names import WORKFLOW_NAME
from batch_relay.domain.override_checks import OVERRIDES, RESERVED_PREFIXES

# What VS Code and others know whole.
_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_OF_WORKFLOW: Final = {
    "workflow_name": "Letters, digits and underscores; may be absent where the request names it.",
    "analyses": "Run on every sample, in this order.",
    "summary": "An analysis that runs once, when all samples have ended.",
    "batch_relay": "What holds for each analysis that doesn't say otherwise.",
}
_OF_ANALYSIS: Final = {
    "job_definition": "name, name:revision or ARN.",
    "queue": "Name or ARN of a job queue.",
    "outputs": "S3 objects, as templates: when all are there, the analysis is complete.",
    "parameters": "What Ref:: in the job definition stands for, as templates.",
    "containerOverrides": "Passed to SubmitJob as it is: no templates.",
    "arrayProperties": "Makes it an array of so many jobs; a text is a template.",
    "timeout": "Seconds for each attempt.",
    "description": "For people.",
    "batch_relay": "What is tried again, and where.",
}
_OF_OWN: Final = {
    "retry": "What is tried again, and how often.",
    "fallback_queue": "Where to go when spot capacity is taken away, or there is none.",
    "complete_when": "When all outputs are written, or when the job has succeeded, too.",
    "platform": "What the queue's environments are.",
}
_OF_RETRY: Final = {
    "attempts": "How often a job is tried in all, the first time included.",
    "infrastructure": "How often it is tried again when AWS failed it.",
    "memory": "How often it is tried again with more memory.",
    "application": "How often it is tried again though the fault is its own.",
    "memory_factor": "What memory is multiplied with after a job ran out of it.",
    "max_memory": "MiB that memory is never raised above.",
    "delay": "Seconds before the second attempt; they double with each, up to an hour.",
}
_TEXT: Final = {"type": "string"}
_OUTPUT: Final = {"type": "string", "pattern": r"^(s3://|\{)"}
_SCALAR: Final = {"type": ["string", "number", "boolean"]}
_SIZE: Final = {"anyOf": [{"type": "integer", "minimum": 2, "maximum": LARGEST_ARRAY}, _TEXT]}

_Schema = dict[str, Any]


def workflow_schema() -> _Schema:
    """Return a schema that takes whatever is taken as a workflow, and little else.

    It knows neither templates, nor the sizes of Fargate, nor limits on the whole.
    """
    analysis = {"$ref": "#/definitions/analysis"}
    name = {
        **_TEXT,
        "pattern": f"^{WORKFLOW_NAME.pattern.pattern}$",
        "maxLength": WORKFLOW_NAME.limit,
    }
    keys = {
        "workflow_name": name,
        "analyses": {**_list_of(analysis), "minItems": 1, "maxItems": MOST_ANALYSES},
        # Any other key is a variable, if it is a text; this one, too.
        "summary": {"anyOf": [analysis, {"not": {"type": "object"}}]},
        "batch_relay": _own(_object(OWN)),
    }
    return {
        "$schema": _DRAFT,
        "title": "Workflow of Batch Relay",
        "type": "object",
        "required": ["analyses"],
        "properties": _described(keys, _OF_WORKFLOW),
        "definitions": {"analysis": _analysis()},
    }


def _analysis() -> _Schema:
    whole = _object(ANALYSIS, REQUIRED)
    keys = whole["properties"]
    keys["outputs"] = _list_of(_OUTPUT)
    keys["parameters"] = {"type": "object", "additionalProperties": _SCALAR}
    keys["containerOverrides"] = _overrides()
    keys["arrayProperties"]["properties"]["size"] = _SIZE
    keys["timeout"]["default"] = DEFAULT_TIMEOUT
    keys["batch_relay"] = _own(keys["batch_relay"])
    ignored = {f"^({'|'.join(sorted(IGNORED_IN_ANALYSIS))})$": True}
    return {**whole, "properties": _described(keys, _OF_ANALYSIS), "patternProperties": ignored}


def _overrides() -> _Schema:
    """Return what is known of them; other keys are passed on."""
    keys = _object(OVERRIDES)["properties"]
    taken = "|".join(RESERVED_PREFIXES)
    keys["environment"]["items"]["properties"]["name"] = {**_TEXT, "pattern": f"^(?!{taken})"}
    return {"type": "object", "properties": keys}


def _own(whole: _Schema) -> _Schema:
    keys = whole["properties"]
    retry = _described(keys["retry"]["properties"], _OF_RETRY)
    policy = Policy()
    for key, each in retry.items():
        if (usual := getattr(policy, key)) is not None:
            each["default"] = usual
    keys["retry"]["properties"] = retry
    keys["complete_when"]["default"] = policy.complete_when
    return {**whole, "properties": _described(keys, _OF_OWN)}


def _described(keys: Mapping[str, _Schema], said: Mapping[str, str]) -> _Schema:
    return {key: {"description": said[key], **schema} for key, schema in keys.items()}


def _schema(check: Check) -> _Schema:
    """Return what a check takes, or any text."""
    match check:
        case NumberBetween(least=least, most=most, whole=whole):
            kind = "integer" if whole else "number"
            return {"type": kind, "minimum": least, "maximum": most}
        case OneOf(values=values):
            return {"enum": list(values)}
        case TextLike(pattern=pattern):
            return {**_TEXT, "pattern": f"^(?:{pattern})$"}
        case partial(func=func, keywords=asked) if func is check_items:
            return _list_of(_schema(asked["check"]))
        case partial(func=func, keywords=asked) if func is check_object:
            return _object(asked["keys"], asked.get("required", ()))
        case _:
            return dict(_TEXT)


def _object(checks: Mapping[str, Check], required: tuple[str, ...] = ()) -> _Schema:
    return {
        "type": "object",
        "properties": {key: _schema(check) for key, check in checks.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def _list_of(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}
