"""The files of the page, from a checkout or from the installed package."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import batch_relay
from batch_relay.dashboard.messages import Reply

_PACKAGE = Path(batch_relay.__file__).parent
_CHECKOUT = _PACKAGE.parents[2] / "dashboard"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def load_pages() -> Mapping[str, Reply]:
    """Read all files, by the path that asks for each; no other file can be asked for."""
    root = _CHECKOUT if (_CHECKOUT / "index.html").is_file() else _PACKAGE / "_dashboard"
    files = (path for path in root.rglob("*") if path.suffix in _TYPES)
    pages = {f"/{path.relative_to(root).as_posix()}": _reply(path) for path in files}
    return pages | {"/": pages["/index.html"]}


def _reply(path: Path) -> Reply:
    return Reply(
        status=HTTPStatus.OK,
        content_type=_TYPES[path.suffix],
        body=path.read_bytes(),
        headers={"Cache-Control": "no-cache"},
    )
