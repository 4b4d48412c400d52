"""Check JSON against AWS's own description of a request, each problem at its place."""

from functools import cache, partial

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

from batch_relay.domain.json_checks import (
    Check,
    NumberBetween,
    OneOf,
    Place,
    check_items,
    check_object,
    check_text,
)
from batch_relay.domain.json_types import Json, JsonObject
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.relaxed_json import read_json

_MOST = 2**31 - 1


@cache
def request_shape(operation: str) -> StructureShape:
    """Return what a request to AWS Batch may hold."""
    model = ServiceModel(Loader().load_service_model("batch", "service-2"), "batch")
    shape = model.operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)  # noqa: S101 - every request is one
    return shape


def read_object(text: str, problems: Problems) -> tuple[JsonObject, Place] | None:
    """Return the object that a JSON text is, and its place; None if it is no JSON."""
    document = read_json(text, problems=problems)
    if document is None:
        return None
    place = Place(problems=problems, lines=document.places.lines)
    for path, line in document.places.repeated:
        message = "The key is given twice; keep one."
        problems.add(ProblemKind.DUPLICATE_KEY, message, line=line, column=path)
    if isinstance(document.value, dict):
        return document.value, place
    place.expect("an object", document.value)
    return None


def check_shape(place: Place, value: Json, shape: Shape) -> None:
    """Check a value as AWS would: known keys, required ones, types and allowed words."""
    if isinstance(shape, StructureShape):
        check_object(place, value, members_of(shape), required=shape.required_members)
    elif isinstance(shape, ListShape):
        check_items(place, value, partial(check_shape, shape=shape.member))
    elif isinstance(shape, MapShape):
        _check_map(place, value, shape.value)
    else:
        _check_scalar(place, value, shape)


def members_of(shape: StructureShape) -> dict[str, Check]:
    """Return a check for each member of a structure."""
    return {name: partial(check_shape, shape=member) for name, member in shape.members.items()}


def _check_map(place: Place, value: Json, shape: Shape) -> None:
    if not isinstance(value, dict):
        place.expect("an object", value)
        return
    for key, inner in value.items():
        check_shape(place.child(key), inner, shape)


def _check_scalar(place: Place, value: Json, shape: Shape) -> None:
    match shape.type_name:
        case "boolean":
            if not isinstance(value, bool):
                place.expect("true or false", value)
        case "integer" | "long":
            NumberBetween(-_MOST, _MOST)(place, value)
        case "float" | "double":
            NumberBetween(-_MOST, _MOST, whole=False)(place, value)
        case _:
            # RetryAction is the one enumeration that AWS reads without regard to case.
            words = shape.metadata.get("enum", []) if shape.name != "RetryAction" else []
            (OneOf(*words) if words else check_text)(place, value)
