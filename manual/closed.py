"""See that a built site asks no other host for anything: `python -m manual.closed site`."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

# Of a tag, the attribute that a browser fetches without being asked to.
_FETCHED: Final = {
    "audio": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "script": "src",
    "source": "src",
    "video": "src",
}
_ELSEWHERE: Final = re.compile(r"(?:https?:)?//")
_IN_STYLES: Final = re.compile(r"(?:@import\s+|url\(\s*)[\"']?((?:https?:)?//[^\"')\s]+)")


class _Page(HTMLParser):
    """What a page fetches from elsewhere, as it is read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found = _IN_STYLES.findall(text)
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag fetches."""
        address = dict(attrs).get(_FETCHED.get(tag, "")) or ""
        if _ELSEWHERE.match(address):
            self.found.append(address)


def fetched(text: str) -> list[str]:
    """Return the addresses elsewhere that a page or a style sheet fetches."""
    return list(_Page(text).found)


def open_ends(site: Path) -> Iterator[str]:
    """Yield what any file of a site fetches from elsewhere, after the file's path."""
    for path in sorted([*site.rglob("*.html"), *site.rglob("*.css")]):
        for address in fetched(path.read_text()):
            yield f"{path.relative_to(site)}: {address}"


if __name__ == "__main__":
    sys.exit("\n".join(open_ends(Path(sys.argv[1]))) or None)
