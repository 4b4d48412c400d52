"""A connection of a browser."""

from io import BytesIO
from types import SimpleNamespace

from batch_relay.dashboard.server import Handler


class Left:
    """A connection that a browser has left after it had asked."""

    def makefile(self, *_):
        return BytesIO(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

    def sendall(self, _):
        raise BrokenPipeError

    def settimeout(self, _):
        """Wait for nobody."""


def test_a_browser_that_has_left_is_nobody_to_complain_to(ask):
    asked = []
    site = SimpleNamespace(answer=lambda request: asked.append(request) or ask("/"))
    Handler(Left(), ("127.0.0.1", 1), SimpleNamespace(site=site))
    assert len(asked) == 1
