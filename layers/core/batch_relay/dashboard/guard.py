"""Keep out everything but the page that this server itself has served.

Any page in the browser can send requests to a port of this machine. What it can't do is read
the token, which travels in the address's fragment and in a header; pretend to another
Host, which a name that resolves to this machine (DNS rebinding) gives away; or hide its Origin.
"""

from dataclasses import dataclass
from hmac import compare_digest

from batch_relay.dashboard.messages import Request

TOKEN_HEADER = "x-batch-relay-token"  # noqa: S105 - a name, no secret

POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Who may ask: whoever names this server at its port, and for data, whoever has the token."""

    token: str
    port: int

    def objection(self, request: Request) -> str:
        """Say why a request is refused; nothing if it may pass."""
        headers = request.headers
        if headers.get("host", "") not in self._hosts:
            return "This server answers to 127.0.0.1 only."
        if headers.get("origin", self._origins[0]) not in self._origins:
            return "Another page may not ask this server."
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return "Another page may not ask this server."
        return ""

    def knows(self, request: Request) -> bool:
        """Whether the request carries the token."""
        given = request.headers.get(TOKEN_HEADER, "")
        return compare_digest(given.encode(), self.token.encode())

    @property
    def _hosts(self) -> tuple[str, ...]:
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def _origins(self) -> tuple[str, ...]:
        return tuple(f"http://{host}" for host in self._hosts)
