"""Do a write once, however often it is sent with the same Idempotency-Key."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)

from batch_relay.domain.errors import ConflictError, InvalidError, UnavailableError
from batch_relay.routes.ports import Given

HEADER = "Idempotency-Key"
REMEMBERED_SECONDS = 24 * 3600


def once(
    app: APIGatewayRestResolver, next_middleware: NextMiddleware, ports: Given
) -> Response[Any]:
    """Answer a repeated request as the first time, for 24 hours; an error isn't remembered."""
    if not app.current_event.headers.get(HEADER):
        return next_middleware(app)

    answered: list[Response[Any]] = []

    def ask() -> Response[Any]:
        answered.append(next_middleware(app))
        return answered[0]

    answer = idempotent_function(
        _answer,
        data_keyword_argument="request",
        persistence_store=ports.answers,
        config=_config(app),
        key_prefix="api",
    )
    try:
        kept = answer(request=_identity(app), ask=ask)
    except IdempotencyAlreadyInProgressError as error:
        msg = f"A request with this {HEADER} is being answered; send it again in a moment."
        raise ConflictError(msg) from error
    except IdempotencyValidationError as error:
        msg = f"This {HEADER} was sent with another request; take a new one."
        raise InvalidError(msg) from error
    except IdempotencyPersistenceLayerError as error:
        if answered:
            # It is done, though too large an answer can't be kept; done again, it is harmless.
            return answered[0]
        raise UnavailableError(str(error)) from error
    return Response(kept["status"], content_types.APPLICATION_JSON, kept["body"])


def _answer(
    *,
    request: dict[str, Any],  # noqa: ARG001 - tells repetitions
    ask: Callable[[], Response[Any]],
) -> dict[str, Any]:
    response = ask()
    return {"status": response.status_code, "body": response.body}


def _config(app: APIGatewayRestResolver) -> IdempotencyConfig:
    """Return the settings; the context tells when a request that died no longer blocks others."""
    return IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="payload",
        hash_function="sha256",
        expires_after_seconds=REMEMBERED_SECONDS,
        lambda_context=app.lambda_context,
    )


def _identity(app: APIGatewayRestResolver) -> dict[str, Any]:
    """Return who asks by which key, and for what."""
    event = app.current_event
    return {
        "key": [event.request_context.identity.user_arn, event.headers[HEADER]],
        "payload": [
            event.http_method,
            event.path,
            event.query_string_parameters,
            sha256((event.body or "").encode()).hexdigest(),
        ],
    }
