"""The AWS Batch API as botocore's service model describes it: routes, inputs, allowed values."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast
from urllib.parse import unquote

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

from batch_relay.local.batch.documents import Document, Value
from batch_relay.local.batch.errors import RefusedError

# RetryAction is the one enumeration that AWS reads without regard to case.
CASELESS = "RetryAction"


@cache
def service_model() -> ServiceModel:
    """Load the model once; it takes a tenth of a second."""
    return ServiceModel(Loader().load_service_model("batch", "service-2"), "batch")


@cache
def _routes() -> list[tuple[str, re.Pattern[str], OperationModel]]:
    model = service_model()
    operations = (model.operation_model(name) for name in model.operation_names)
    return [(o.http["method"], _pattern(o.http["requestUri"]), o) for o in operations]


def _pattern(uri: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", uri))


def route(method: str, path: str) -> tuple[OperationModel, Document]:
    """Find the operation of a request, and the members that its path carries."""
    for verb, pattern, operation in _routes():
        if verb == method and (found := pattern.fullmatch(path)):
            return operation, {name: unquote(value) for name, value in found.groupdict().items()}
    message = f"{method} {path} is no operation of AWS Batch."
    raise RefusedError(message)


def check(request: Mapping[str, Any], shape: StructureShape) -> None:
    """Refuse a request with a member missing, of the wrong type, or of a value not allowed."""
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        raise RefusedError(report.generate_report())
    for where, value, allowed in _illegal(request, shape, ""):
        message = f"{where}: {value!r} is not one of {', '.join(allowed)}."
        raise RefusedError(message)


def _illegal(value: Value, shape: Shape, where: str) -> Iterator[tuple[str, str, list[str]]]:
    if shape.type_name == "string":
        allowed = cast("list[str]", shape.metadata.get("enum", []))
        if allowed and value not in allowed and shape.name != CASELESS:
            yield where, value, allowed
    for name, item, inner in _members(value, shape):
        yield from _illegal(item, inner, f"{where}.{name}".lstrip("."))


def _members(value: Value, shape: Shape) -> Iterator[tuple[str, Any, Shape]]:
    if isinstance(shape, StructureShape):
        yield from ((name, item, shape.members[name]) for name, item in value.items())
    elif isinstance(shape, ListShape):
        yield from ((str(index), item, shape.member) for index, item in enumerate(value))
    elif isinstance(shape, MapShape):
        yield from ((name, item, shape.value) for name, item in value.items())
