"""Check the summary of a workflow: an analysis whose templates know no column."""

from collections.abc import Iterator, Mapping
from typing import cast

from batch_relay.domain.analysis_checks import check_analysis
from batch_relay.domain.json_checks import Place
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.problems import ProblemKind
from batch_relay.domain.templates import parse_template
from batch_relay.domain.variables import SAMPLES_URI, known_names, variables_of
from batch_relay.domain.wording import suggest


def check_summary(place: Place, summary: JsonObject, source: JsonObject) -> None:
    """Check its keys and templates; it has no sample, so no column either."""
    before = len(place.problems)
    check_analysis(place, summary)
    if SAMPLES_URI in source:
        message = f"{SAMPLES_URI!r} is a variable of the summary; rename the key."
        place.add(ProblemKind.INVALID_VALUE, message)
    if len(place.problems) > before:
        return
    known = known_names([SAMPLES_URI], variables_of(source))
    for where, text in _templates(place, summary):
        for name in sorted(parse_template(text).fields - known):
            message = f"A summary has no {name!r}: it is of all samples; {suggest(name, known)}"
            where.add(ProblemKind.UNKNOWN_VARIABLE, message)


def _templates(place: Place, summary: JsonObject) -> Iterator[tuple[Place, str]]:
    outputs = cast("list[str]", summary["outputs"])
    for index, output in enumerate(outputs):
        yield place.child("outputs").child(index), output
    parameters = cast("Mapping[str, Json]", summary.get("parameters", {}))
    for name, value in parameters.items():
        yield place.child("parameters").child(name), str(value)
    array = cast("Mapping[str, Json]", summary.get("arrayProperties", {}))
    yield place.child("arrayProperties").child("size"), str(array.get("size", ""))
