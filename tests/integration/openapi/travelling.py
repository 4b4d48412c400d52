"""Requests' transport to the service in this process, for Schemathesis."""

from io import BytesIO

import httpx
import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from tests.in_process import InProcess

URL = "https://api.test/v1"


class Travelling(BaseAdapter):
    """Takes a request to the service, and its answer back."""

    def __init__(self, service):
        super().__init__()
        self.service = service

    def send(self, request, **_):
        """Answer a request."""
        # As bytes: httpx takes text for ASCII, and a header may have all of Latin-1.
        headers = {
            k: v if isinstance(v, bytes) else v.encode("latin-1")
            for k, v in request.headers.items()
        }
        given = {"headers": headers, "content": request.body}
        answer = self.service.handle_request(httpx.Request(request.method, request.url, **given))
        reply = requests.Response()
        reply.status_code, reply.url, reply.request = int(answer.status_code), request.url, request
        reply.headers.update(answer.headers)
        body, headers = BytesIO(answer.content), dict(answer.headers)
        reply.raw = HTTPResponse(body, headers, reply.status_code, preload_content=False)
        return reply

    def close(self):
        """Nothing is open."""


def session_with(service: InProcess) -> requests.Session:
    """Return a session whose requests all go to the service."""
    session = requests.Session()
    session.mount("https://", Travelling(service))
    return session
