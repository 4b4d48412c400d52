"""What travels between the browser and this server."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

from batch_relay.domain.errors import BatchRelayError, InvalidError
from batch_relay.http import PROBLEM_JSON, to_details

JSON = "application/json"
_CHUNK = 1 << 20
# More than any file has; Python refuses to read numbers of thousands.
_DIGITS = 18


def length_of(headers: Mapping[str, str]) -> int | None:
    """Return how long a body is; None if its headers don't say so."""
    said = headers.get("content-length", "0")
    is_told = said.isdecimal() and len(said) <= _DIGITS and "transfer-encoding" not in headers
    return int(said) if is_told else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request of the browser; `target` is path and query as sent, header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    length: int = 0
    body: BinaryIO = field(default_factory=BytesIO)

    @property
    def path(self) -> str:
        """Return the path, still percent-encoded; a whole URL, as for a proxy, is no path."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters of the query."""
        return dict(parse_qsl(self.target.partition("?")[2]))

    def read(self) -> bytes:
        """Return the whole body; InvalidError if it broke off."""
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """Yield the body piece by piece; InvalidError if it broke off."""
        left = self.length
        while left:
            chunk = self.body.read(min(left, _CHUNK))
            if not chunk:
                msg = "The request broke off; send it again."
                raise InvalidError(msg)
            left -= len(chunk)
            yield chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer to the browser."""

    status: int
    content_type: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def json(cls, value: Any) -> "Reply":  # noqa: ANN401 - whatever json takes
        """Answer with a document."""
        return cls(
            status=HTTPStatus.OK, content_type=JSON, body=json.dumps(value, default=_plain).encode()
        )

    @classmethod
    def problem(cls, status: HTTPStatus, detail: str) -> "Reply":
        """Answer with problem details, as the API does."""
        body = {"title": status.phrase, "status": status, "detail": detail}
        return cls(status=status, content_type=PROBLEM_JSON, body=json.dumps(body).encode())

    @classmethod
    def error(cls, error: BatchRelayError) -> "Reply":
        """Answer with the problem details of an error."""
        details = to_details(error)
        body = details.model_dump_json(exclude_defaults=True).encode()
        return cls(status=details.status, content_type=PROBLEM_JSON, body=body)

    def unless_known(self, request: Request) -> "Reply":
        """Answer 304 if the browser has the same already; else tell it what to ask with."""
        tag = f'"{sha256(self.body).hexdigest()[:32]}"'
        headers = {**self.headers, "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Reply(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Reply(
            status=self.status, content_type=self.content_type, body=self.body, headers=headers
        )


def _plain(value: datetime) -> str:
    return value.isoformat()
