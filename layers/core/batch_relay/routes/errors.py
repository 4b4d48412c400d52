"""Every error as RFC 9457 problem details."""

import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError, ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)

from batch_relay.domain.errors import BatchRelayError
from batch_relay.domain.problems import KEPT_OF_EACH_KIND, ProblemKind
from batch_relay.http import PROBLEM_JSON, to_details
from batch_relay.routes.rules import expect_admitted
from batch_relay.wire.problems import ProblemDetails, ProblemItem

logger = Logger(child=True)
E = TypeVar("E", bound=Exception)
Answer: TypeAlias = Callable[[E], Response[str]]


def answer_errors(app: APIGatewayRestResolver) -> None:
    """Let the app answer its errors as problem details."""
    app.exception_handler(BatchRelayError)(_refused)
    app.exception_handler(RequestValidationError)(_if_admitted(app, _misshapen))
    app.exception_handler(RequestUnsupportedContentType)(_if_admitted(app, _unsupported))
    app.exception_handler(NotFoundError)(_unknown_route)
    app.exception_handler(ServiceError)(_service_error)
    app.exception_handler(RecursionError)(_if_admitted(app, _too_deep))
    app.exception_handler(ValueError)(_if_admitted(app, partial(_unreadable, app)))
    app.exception_handler(Exception)(_unexpected)


def _if_admitted(app: APIGatewayRestResolver, answer: Answer[E]) -> Answer[E]:
    """Tell what is wrong with a request, which is looked at first, to those who may send it."""

    def answered(error: E) -> Response[str]:
        try:
            expect_admitted(app.request)
        except BatchRelayError as refusal:
            return _refused(refusal)
        return answer(error)

    return answered


def _refused(error: BatchRelayError) -> Response[str]:
    return _response(to_details(error))


def _misshapen(error: RequestValidationError) -> Response[str]:
    problems = [_problem(each) for each in error.errors()[:KEPT_OF_EACH_KIND]]
    said = "; ".join(f"{each.column}: {each.message}" for each in problems)
    return _response(_details(HTTPStatus.UNPROCESSABLE_ENTITY, f"{said}.", problems))


def _problem(error: dict[str, Any]) -> ProblemItem:
    # A query that is read as a whole stands in itself.
    missing, loc = error["type"] == "missing", error["loc"]
    return ProblemItem(
        kind=ProblemKind.MISSING_KEY if missing else ProblemKind.INVALID_VALUE,
        message=error["msg"],
        column=".".join(str(part) for part in (loc[1:] if loc[:1] == loc[1:2] else loc)),
    )


def _unsupported(_error: RequestUnsupportedContentType) -> Response[str]:
    said = "The body can't be read; send it as application/json."
    return _response(_details(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, said))


def _unknown_route(_error: NotFoundError) -> Response[str]:
    return _response(_details(HTTPStatus.NOT_FOUND, "There is no such path or method."))


def _service_error(error: ServiceError) -> Response[str]:
    return _response(_details(HTTPStatus(error.status_code), str(error.msg)))


def _too_deep(_error: RecursionError) -> Response[str]:
    said = "The values of the body are nested too deep; nest them less."
    return _response(_details(HTTPStatus.UNPROCESSABLE_ENTITY, said))


def _unreadable(app: APIGatewayRestResolver, error: ValueError) -> Response[str]:
    """Answer for a body that JSON itself can't read: one that is none is another error."""
    try:
        json.loads(app.current_event.body or "null")
    except ValueError:
        said = "A number of the body has too many digits; write fewer."
        return _response(_details(HTTPStatus.UNPROCESSABLE_ENTITY, said))
    return _unexpected(error)


def _unexpected(error: Exception) -> Response[str]:
    logger.error("unexpected failure", exc_info=error)
    said = "Something went wrong here; it was logged. Try again, or tell who runs the service."
    return _response(_details(HTTPStatus.INTERNAL_SERVER_ERROR, said))


def _details(
    status: HTTPStatus, detail: str, problems: list[ProblemItem] | None = None
) -> ProblemDetails:
    return ProblemDetails(
        title=status.phrase, status=status, detail=detail, problems=problems or []
    )


def _response(details: ProblemDetails) -> Response[str]:
    body = details.model_dump_json(exclude_defaults=True)
    return Response(details.status, PROBLEM_JSON, body)
