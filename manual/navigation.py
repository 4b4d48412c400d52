"""The decisions follow the other pages in the site's navigation, whichever there are."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any


def on_config(config: MutableMapping[str, Any]) -> None:
    """Name the pages of docs/decisions, as mkdocs asks before it builds."""
    docs = Path(config["docs_dir"])
    pages = sorted((docs / "decisions").glob("*.md"))
    config["nav"].append({"Decisions": [page.relative_to(docs).as_posix() for page in pages]})
