"""Domain error ↔ HTTP, in one table."""

from http import HTTPStatus

from batch_relay.domain.errors import (
    BatchRelayError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
    UnavailableError,
    UnreadableError,
)
from batch_relay.domain.problems import Problem
from batch_relay.wire.problems import ProblemDetails, problem_items

PROBLEM_JSON = "application/problem+json"

STATUSES: dict[type[BatchRelayError], HTTPStatus] = {
    ForbiddenError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableError: HTTPStatus.INTERNAL_SERVER_ERROR,
    RefusedError: HTTPStatus.BAD_GATEWAY,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def to_details(error: BatchRelayError) -> ProblemDetails:
    """Return what a caller is told of an error."""
    status = next(code for kind, code in STATUSES.items() if isinstance(error, kind))
    known = error if isinstance(error, InvalidError) else InvalidError("")
    return ProblemDetails(
        title=status.phrase,
        status=status,
        detail=str(error),
        problems=problem_items(known.problems),
        totals=known.totals,
    )


def to_error(details: ProblemDetails) -> BatchRelayError:
    """Return the error that a caller raises for what it was told."""
    match details.status:
        case HTTPStatus.FORBIDDEN:
            return ForbiddenError(details.detail)
        case HTTPStatus.NOT_FOUND:
            return NotFoundError(details.detail)
        case HTTPStatus.CONFLICT:
            return ConflictError(details.detail)
        case HTTPStatus.BAD_REQUEST | 413 | HTTPStatus.UNSUPPORTED_MEDIA_TYPE | 422:
            problems = [Problem(**dict(item)) for item in details.problems]
            return InvalidError(details.detail, problems, details.totals)
        case HTTPStatus.TOO_MANY_REQUESTS | 500 | 503 | 504:
            return UnavailableError(details.detail)
        case _:
            return RefusedError(details.detail)
