"""Check a workflow definition: every problem in one pass, each at its place."""

import json
from collections.abc import Mapping
from typing import Final, cast

from batch_relay.domain.analysis_checks import check_analysis, check_policy
from batch_relay.domain.json_checks import Place, check_items
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.names import WORKFLOW_NAME
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.relaxed_json import Document
from batch_relay.domain.summary_checks import check_summary
from batch_relay.domain.variables import RESERVED_NAMES
from batch_relay.domain.wording import suggest

MOST_ANALYSES: Final = 100
# Names the schema that editors check the file by.
_SCHEMA: Final = "$schema"
# What projects write into a workflow file of their own.
IGNORED: Final = RESERVED_NAMES - {"workflow_name", "analyses"}
IGNORED_IN_ANALYSIS: Final = frozenset({"analyses", "samples"})


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
    kept = {key: value for key, value in source.items() if key not in {*IGNORED, _SCHEMA}}
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
    if isinstance(summary := source.get("summary"), Mapping):
        check_summary(place.child("summary"), summary, source)
    if "batch_relay" in source:
        check_policy(place.child("batch_relay"), source["batch_relay"])


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
    check_items(place, value, check_analysis)
    if isinstance(value, list) and not 1 <= len(value) <= MOST_ANALYSES:
        message = f"There are {len(value)} analyses; a workflow has 1 to {MOST_ANALYSES}."
        place.add(ProblemKind.INVALID_VALUE, message)


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
