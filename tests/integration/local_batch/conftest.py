import signal
from uuid import uuid4

import pytest

from tests.integration.local_batch.server import Jobs, Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def jobs(server):
    return Jobs(server, f"t-{uuid4().hex[:8]}")


@pytest.fixture
def own_server(tmp_path):
    """A server that the test may stop; it saves its state."""
    server = Server(tmp_path, environment={"PERSIST_STATE": "1"})
    server.start()
    yield server
    if server.process.poll() is None:
        server.stop(signal.SIGKILL)
