"""The HTTP API without a network: requests become API Gateway's events, answered right here."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx

from batch_relay.adapters.memory.access import MemoryAudit, MemoryLabs, MemoryMembers
from batch_relay.adapters.memory.analyses import MemoryAnalyses
from batch_relay.adapters.memory.answers import MemoryAnswers
from batch_relay.adapters.memory.files import MemoryFiles
from batch_relay.adapters.memory.grid import MemoryGrid
from batch_relay.adapters.memory.history import MemoryHistory
from batch_relay.adapters.memory.logs import MemoryArrays, MemoryLogs
from batch_relay.adapters.memory.prices import MemoryPrices
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.adapters.memory.runs import MemoryRuns
from batch_relay.adapters.memory.samples import MemorySamples
from batch_relay.adapters.memory.services import (
    MemoryObjects,
    MemoryStartQueue,
    MemorySteerQueue,
)
from batch_relay.adapters.memory.uploads import MemoryUploads
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.client import Client
from batch_relay.domain.uploads import FOLDER
from batch_relay.routes.ports import Ports
from batch_relay.services.import_upload import Receiving, import_upload
from batch_relay.wire.uploads import to_told
from functions.api.app import handler
from tests.examples import AnyCatalog

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
CONTEXT: Any = SimpleNamespace(
    function_name="api",
    memory_limit_in_mb=256,
    invoked_function_arn="arn:aws:lambda:us-east-1:111122223333:function:api",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 29_000,
)
# As in a Lambda, whose resolver keeps the request that it is at.
ONE_AT_A_TIME = Lock()
ACCOUNT = "111122223333"
ME = f"arn:aws:iam::{ACCOUNT}:user/me"
BINARY = ("text/csv", "text/tab-separated-values", "application/gzip")


def memory_ports() -> Ports:
    """Everything the API needs, in memory."""
    runs, samples = MemoryRuns(), MemorySamples()
    analyses = MemoryAnalyses(runs, samples)
    return Ports(
        projects=MemoryProjects(),
        uploads=MemoryUploads(),
        workflows=MemoryWorkflows(),
        runs=runs,
        samples=samples,
        prices=MemoryPrices(),
        analyses=analyses,
        grid=MemoryGrid(analyses),
        history=MemoryHistory(),
        files=MemoryFiles(),
        logs=MemoryLogs(),
        arrays=MemoryArrays(),
        objects=MemoryObjects(),
        starts=MemoryStartQueue(),
        steering=MemorySteerQueue(),
        catalog=AnyCatalog(),
        answers=MemoryAnswers(),
        labs=MemoryLabs(),
        members=MemoryMembers(),
        audit=MemoryAudit(),
        clock=lambda: NOW,
    )


@dataclass
class InProcess(httpx.BaseTransport):
    """API Gateway, the function behind it, and the bucket behind presigned URLs."""

    ports: Ports = field(default_factory=memory_ports)
    before: Callable[[httpx.Request], object] = bool
    caller: str = ME

    def client(self) -> Client:
        """Return a client of the API."""
        return Client("https://api.test/v1", transport=self)

    def http(self) -> httpx.Client:
        """Return a client that sees what travels."""
        return httpx.Client(base_url="https://api.test/v1", transport=self)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        request.read()
        self.before(request)
        if request.url.scheme == "memory":
            key = request.url.host + request.url.path
            self.ports.files.write(key, [request.content])
            self.on_upload(key.removeprefix(FOLDER))
            return httpx.Response(200)
        with ONE_AT_A_TIME:
            answer = handler(_event(request, self.caller), CONTEXT, ports=self.ports)
        body = answer["body"]
        content = b64decode(body) if answer["isBase64Encoded"] else body.encode()
        headers = [(k, v) for k, values in answer["multiValueHeaders"].items() for v in values]
        return httpx.Response(answer["statusCode"], headers=headers, content=content)

    def on_upload(self, upload: str) -> None:
        """Import what has come, as the function behind the bucket's events does."""
        ports = self.ports
        receiving = Receiving(uploads=ports.uploads, importing=ports.importing, told=to_told)
        import_upload(upload, ports=receiving)


def _event(request: httpx.Request, caller: str) -> dict[str, Any]:
    path = request.url.path.removeprefix("/v1")
    binary = request.headers.get("content-type") in BINARY
    content = b64encode(request.content) if binary else request.content
    query = request.url.params
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": request.method,
        "headers": dict(request.headers),
        "multiValueHeaders": {name: [value] for name, value in request.headers.items()},
        "queryStringParameters": dict(query.multi_items()) or None,
        "multiValueQueryStringParameters": {k: query.get_list(k) for k in query} or None,
        "pathParameters": {"proxy": path[1:]},
        "stageVariables": None,
        "requestContext": {
            "stage": "v1",
            "path": request.url.path,
            "httpMethod": request.method,
            "accountId": ACCOUNT,
            "requestId": uuid4().hex,
            "identity": {"userArn": caller},
        },
        "body": content.decode(errors="replace") or None,
        "isBase64Encoded": binary,
    }
