"""Serve the page on 127.0.0.1."""

from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any, BinaryIO, Protocol, cast

from batch_relay.client import Client
from batch_relay.dashboard import api, compute
from batch_relay.dashboard.guard import POLICY, Guard
from batch_relay.dashboard.messages import Reply, Request, length_of
from batch_relay.dashboard.pages import load_pages
from batch_relay.dashboard.site import DOOR, Site

HOST = "127.0.0.1"
_SILENCE = 60


class Server(ThreadingHTTPServer):
    """Answers with a Site; `url` is the address that lets a browser in.

    `door` does so once: all users of a machine can list what its programs are started with.
    """

    daemon_threads = True

    def __init__(self, client: Client, beside: compute.Compute, *, port: int = 0) -> None:
        super().__init__((HOST, port), Handler)
        guard = Guard(token=token_urlsafe(32), port=self.server_port)
        root, page, door = f"http://{HOST}:{self.server_port}", f"/#token={guard.token}", _door()
        self.url, self.door = root + page, root + door
        parts = _parts(client, beside)
        self.site = Site(guard=guard, pages=load_pages(), parts=parts, doors={door: page})


def _door() -> str:
    return DOOR + token_urlsafe(32)


def _parts(client: Client, beside: compute.Compute) -> dict[str, Any]:
    return {
        api.PREFIX: lambda request: api.forward(request, client=client),
        api.UPLOAD: lambda request: api.upload(request, client=client),
        compute.PREFIX: lambda request: compute.look(request, compute=beside),
    }


class _Answers(Protocol):
    site: Site


class Handler(BaseHTTPRequestHandler):
    """Answers one browser's connection."""

    protocol_version = "HTTP/1.1"
    server_version = "batch-relay"
    sys_version = ""
    timeout = _SILENCE

    def handle(self) -> None:
        """Answer until the browser leaves, which it may do in the midst of an answer."""
        with suppress(ConnectionError):
            super().handle()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = length_of(headers)
        if length is None:
            said = "Say how long the body is, with Content-Length."
            self._send(Reply.problem(HTTPStatus.LENGTH_REQUIRED, said))
            return
        request = Request(
            method=self.command,
            target=self.path,
            headers=headers,
            length=length,
            body=cast("BinaryIO", self.rfile),
        )
        self._send(cast("_Answers", self.server).site.answer(request))

    do_GET = do_HEAD = do_POST = do_PUT = _answer  # noqa: N815 - names that http.server calls

    def _send(self, reply: Reply) -> None:
        """Send a reply; a body that nobody has read must not be taken for the next request."""
        self.close_connection = self.command not in {"GET", "HEAD"}
        self.send_response(reply.status)
        headers = {"Cache-Control": "no-store", **POLICY, **reply.headers}
        if self.close_connection:
            headers["Connection"] = "close"
        if reply.content_type:
            headers["Content-Type"] = reply.content_type
        if reply.status != HTTPStatus.NOT_MODIFIED:
            headers["Content-Length"] = str(len(reply.body))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Keep quiet: the terminal belongs to the command."""
