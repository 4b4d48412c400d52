from io import BytesIO

import pytest

from batch_relay.adapters.memory.logs import MemoryLogs
from batch_relay.dashboard import api, compute
from batch_relay.dashboard.compute import Compute
from batch_relay.dashboard.guard import TOKEN_HEADER, Guard
from batch_relay.dashboard.messages import Request
from batch_relay.dashboard.pages import load_pages
from batch_relay.dashboard.site import Site
from tests.in_process import InProcess
from tests.in_process_batch import InProcessServices

HEADERS = {"host": "127.0.0.1:8000", TOKEN_HEADER: "secret"}


@pytest.fixture
def service():
    return InProcess()


@pytest.fixture
def batch():
    """AWS Batch with a queue `q` and a definition `d`."""
    return InProcessServices.stocked()


@pytest.fixture
def logs():
    return MemoryLogs()


@pytest.fixture
def ask(service, batch, logs):
    """Send a request as the page would, with other headers where given."""
    beside = Compute(batch=batch.batch(), logs=logs)
    with service.client() as client:
        site = Site(
            guard=Guard(token="secret", port=8000),
            pages=load_pages(),
            parts={
                api.PREFIX: lambda request: api.forward(request, client=client),
                api.UPLOAD: lambda request: api.upload(request, client=client),
                compute.PREFIX: lambda request: compute.look(request, compute=beside),
            },
            doors={"/open/door": "/#token=secret"},
        )

        def send(target="/api/projects", method="GET", *, body=b"", length=None, **headers):
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            request = Request(
                method=method,
                target=target,
                headers={k: v for k, v in (HEADERS | given).items() if v is not None},
                length=len(body) if length is None else length,
                body=BytesIO(body),
            )
            return site.answer(request)

        yield send
