import pytest


@pytest.fixture(autouse=True)
def no_sockets(socket_disabled):
    """Unit tests reach no network."""
