"""What the OpenAPI document says beyond the types."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from batch_relay.http import PROBLEM_JSON
from batch_relay.routes.bodies import CSV_TYPES
from batch_relay.wire.problems import ProblemDetails

_ERRORS = {
    404: "No such project, workflow, run, sample or upload; or a path that can be no name.",
    409: "It contradicts what is stored, or what is on its way.",
    415: "The body has another media type.",
    422: "A rule is broken; `problems` lists where.",
    503: "A service asks to come back later.",
}

CSV_BODY: dict[str, Any] = {
    "requestBody": {
        "description": "The metadata CSV, plain or gzip.",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in CSV_TYPES
        },
    }
}
DEFINITION_BODY: dict[str, Any] = {
    "requestBody": {
        "description": "The definition; `relaxed` allows `#` comments and trailing commas.",
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


def answers(*statuses: int) -> dict[int, OpenAPIResponse]:
    """Return the responses of a route: its own type for success, problem details for errors."""
    return {status: _response(status) for status in sorted({*statuses, 422, 503})}


def _response(status: int) -> OpenAPIResponse:
    if status < HTTPStatus.BAD_REQUEST:
        return {"description": HTTPStatus(status).phrase}
    return {"description": _ERRORS[status], "content": {PROBLEM_JSON: {"model": ProblemDetails}}}
