"""Bodies as they came: text, or base64 where the gateway takes them for binary."""

import binascii
from base64 import b64decode
from collections.abc import Collection
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Request
from aws_lambda_powertools.event_handler.exceptions import ServiceError

from batch_relay.domain.errors import InvalidError

CSV_TYPES = ("text/csv", "text/tab-separated-values", "application/gzip")


def body_of(request: Request) -> bytes:
    """Return the bytes of a body."""
    event = request.resolved_event
    body = event.body or ""
    if not event.is_base64_encoded:
        return body.encode()
    try:
        return b64decode(body, validate=True)
    except binascii.Error as error:
        msg = "The body is not base64, though it is marked so."
        raise InvalidError(msg) from error


def text_of(request: Request) -> str:
    """Return a body of text."""
    try:
        return body_of(request).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"Byte {error.start + 1} of the body is not UTF-8; save it as UTF-8."
        raise InvalidError(msg) from error


def csv_of(request: Request) -> bytes:
    """Return the bytes of a CSV, plain or gzip."""
    media = request.headers.get("content-type") or CSV_TYPES[0]
    if media.partition(";")[0].strip().lower() not in CSV_TYPES:
        said = f"A body of {media} can't be imported; send one of {', '.join(CSV_TYPES)}."
        raise ServiceError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, said)
    return body_of(request)


def expect_once(request: Request) -> None:
    """Refuse a parameter that is given twice: one is heeded, and the trail may hold the other."""
    given = request.resolved_event.multi_value_query_string_parameters
    repeated = sorted(name for name, values in given.items() if len(values) > 1)
    if repeated:
        msg = f"The parameter {repeated[0]} is given {len(given[repeated[0]])} times; keep one."
        raise InvalidError(msg)


def expect_known(request: Request, names: Collection[str]) -> None:
    """Refuse a misspelled parameter: what is asked without its `dry_run` would be for real."""
    unknown = set(request.query_parameters or ()).difference(names)
    if unknown:
        msg = f"There is no parameter {', '.join(sorted(unknown))}."
        raise InvalidError(msg)
