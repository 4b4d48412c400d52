"""The HTTP API, asked on behalf of the page with the caller's credentials."""

import re
from http import HTTPStatus
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import ValidationError

from batch_relay.client import Client
from batch_relay.dashboard.messages import Reply, Request
from batch_relay.uploading import LARGEST_BODY
from batch_relay.wire.uploads import UploadRequest

PREFIX = "/api"
UPLOAD = "/upload"
# What a browser may send here at once; larger files go by the command.
LARGEST_UPLOAD = 1 << 30
_PASSED_ON = ("content-type", "idempotency-key", "if-none-match")
# The API's own paths: names are percent-encoded, and no segment is a step up.
_NAMES = r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~%-]+)"
_PATHS = {
    "GET": re.compile(rf"/(projects|workflows|uploads){_NAMES}*", re.ASCII),
    "POST": re.compile(rf"/projects{_NAMES}+", re.ASCII),
    "PUT": re.compile(rf"/workflows{_NAMES}", re.ASCII),
}


def forward(request: Request, *, client: Client) -> Reply:
    """Send a request on to the API, which answers a read that has not changed with 304."""
    allowed = _PATHS.get(request.method)
    if allowed is None or not allowed.fullmatch(request.path.removeprefix(PREFIX)):
        return Reply.problem(HTTPStatus.NOT_FOUND, "The API has no such path or method.")
    if request.length > LARGEST_BODY:
        said = f"The body is larger than {LARGEST_BODY} bytes; send a CSV to {UPLOAD}."
        return Reply.problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)
    return _ask(request, client)


def _ask(request: Request, client: Client) -> Reply:
    answer = client.forward(
        request.method,
        request.target.removeprefix(f"{PREFIX}/"),
        headers={name: request.headers[name] for name in _PASSED_ON if name in request.headers},
        content=request.read(),
    )
    return Reply(
        status=answer.status_code,
        content_type=answer.headers.get("content-type", ""),
        body=answer.content,
        headers={"ETag": answer.headers["etag"]} if "etag" in answer.headers else {},
    )


def upload(request: Request, *, client: Client) -> Reply:
    """Take a CSV of any size, and what to do with it as a query; answer with its upload's id."""
    if request.length > LARGEST_UPLOAD:
        said = "The file is larger than 1 GiB; import it with `batch-relay project import`."
        return Reply.problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)
    try:
        wanted = UploadRequest.model_validate(request.query)
    except ValidationError as error:
        said = "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors())
        return Reply.problem(HTTPStatus.UNPROCESSABLE_ENTITY, said)
    with NamedTemporaryFile() as file:
        file.writelines(request.chunks())
        file.flush()
        return Reply.json({"id": client.upload(Path(file.name), wanted).id})
