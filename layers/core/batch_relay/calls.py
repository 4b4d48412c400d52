"""Requests to the HTTP API: sent again where that may help, errors raised as the domain's."""

import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TypeVar
from uuid import uuid4

import httpx
from pydantic import BaseModel, ValidationError

from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.http import PROBLEM_JSON, to_error
from batch_relay.wire.problems import ProblemDetails

_AGAIN = {429, 503, 504}
_WAITS = (0.5, 1.0, 2.0)
_JSON = "application/json"
# API Gateway writes it both ways.
_MESSAGE = re.compile(r'"[Mm]essage": ?"([^"]{1,500})"')

M = TypeVar("M", bound=BaseModel)


class Caller:
    """Calls the API at `url`; each write carries its own Idempotency-Key, so it may be sent again.

    A request that gets no answer, or is asked to come back, is sent four times.
    """

    def __init__(
        self,
        url: str,
        *,
        auth: httpx.Auth | None,
        transport: httpx.BaseTransport | None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api = httpx.Client(base_url=url, auth=auth, transport=transport, timeout=60)
        self._elsewhere = httpx.Client(transport=transport, timeout=600)
        self.sleep = sleep

    def close(self) -> None:
        """Close all connections."""
        self._api.close()
        self._elsewhere.close()

    def get(self, model: type[M], path: str, **params: str | int | None) -> M:
        """Read something; parameters that are None are left out."""
        given = {name: value for name, value in params.items() if value is not None}
        return _parsed(model, self._send(self._api.build_request("GET", path, params=given)))

    def write(
        self,
        model: type[M],
        method: str,
        path: str,
        *,
        params: dict[str, str | bool] | None = None,
        content: bytes = b"",
        media: str = _JSON,
    ) -> M:
        """Change something."""
        headers = {"Content-Type": media, "Idempotency-Key": uuid4().hex}
        request = self._api.build_request(
            method, path, params=params, content=content, headers=headers
        )
        return _parsed(model, self._send(request))

    def forward(
        self, method: str, path: str, *, headers: dict[str, str], content: bytes
    ) -> httpx.Response:
        """Send a request once, and return the answer whatever it says."""
        request = self._api.build_request(method, path, headers=headers, content=content)
        try:
            return self._api.send(request)
        except httpx.TransportError as error:
            raise _silent(request, error) from error

    def put_file(self, url: str, chunks: Iterable[bytes], size: int) -> None:
        """Send a file to a presigned URL, which wants to know its size."""
        try:
            reply = self._elsewhere.put(url, content=chunks, headers={"Content-Length": str(size)})
        except httpx.TransportError as error:
            msg = f"The upload broke off: {error}. Try again."
            raise UnavailableError(msg) from error
        _checked(reply)

    def _send(self, request: httpx.Request) -> httpx.Response:
        for wait in _WAITS:
            try:
                response = self._api.send(request)
            except httpx.TransportError:
                self.sleep(wait)
                continue
            if not _may_help(response):
                return _checked(response)
            self.sleep(wait)
        return self._send_last(request)

    def _send_last(self, request: httpx.Request) -> httpx.Response:
        try:
            return _checked(self._api.send(request))
        except httpx.TransportError as error:
            raise _silent(request, error) from error


def _may_help(response: httpx.Response) -> bool:
    """Whether to send it again; a 502 that isn't the API's own is of a function that broke off."""
    if response.status_code == HTTPStatus.BAD_GATEWAY:
        return bool(response.headers.get("Content-Type") != PROBLEM_JSON)
    return response.status_code in _AGAIN


def _silent(request: httpx.Request, error: httpx.TransportError) -> UnavailableError:
    return UnavailableError(f"{_where(request)} doesn't answer: {error}")


def _parsed(model: type[M], response: httpx.Response) -> M:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        msg = (
            f"{_where(response.request)} doesn't answer as Batch Relay does: is that its API, "
            "and of this version? See `batch-relay doctor`."
        )
        raise RefusedError(msg) from error


def _where(request: httpx.Request) -> httpx.URL:
    return request.url.copy_with(query=None)


def _checked(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    details = _details(response)
    raise UnavailableError(details.detail) if _may_help(response) else to_error(details)


def _details(response: httpx.Response) -> ProblemDetails:
    """Read problem details; API Gateway's and S3's own errors are none."""
    try:
        return ProblemDetails.model_validate_json(response.content)
    except ValidationError:
        said = f"{response.status_code} {response.reason_phrase}: {_message(response)}"
        if response.status_code == HTTPStatus.FORBIDDEN:
            said += "; see your credentials with `batch-relay doctor`, or ask to be let in"
        return ProblemDetails(
            title=response.reason_phrase, status=response.status_code, detail=said
        )


def _message(response: httpx.Response) -> str:
    """Return what the gateway says, or else the beginning of what came."""
    found = _MESSAGE.search(response.text)
    return found[1].rstrip(".") if found else response.text[:200]
