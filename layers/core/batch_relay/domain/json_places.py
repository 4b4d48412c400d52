"""Find the line of every value in a JSON text."""

import json
import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[][{},:]|[^][{},:"\s]+')
# More than any definition needs, and well within what Python's own stack can hold.
DEEPEST: Final = 32
_DEEPER: Final = {"{": 1, "[": 1, "}": -1, "]": -1}
_PLAIN_KEY: Final = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The line of each value by path, such as `analyses[0].queue`, and paths given twice."""

    lines: dict[str, int] = field(default_factory=dict)
    repeated: list[tuple[str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """An object or a list that is being read; an object's key is empty before the colon."""

    path: str
    is_object: bool
    key: str | None = None
    index: int = 0

    def child(self) -> str:
        return child_path(self.path, self.index if self.key is None else self.key)

    def go_on(self) -> None:
        self.key = None
        self.index += 1


def child_path(path: str, key: str | int) -> str:
    """Return the path of a value within the object or list at `path`."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if not _PLAIN_KEY.fullmatch(key):
        return f"{path}[{json.dumps(key, ensure_ascii=False)}]"
    return f"{path}.{key}" if path else key


def find_places(text: str) -> Places:
    """Return where the values of a valid JSON text stand; a key's line counts for its value."""
    starts = [match.end() for match in re.finditer("\n", text)]
    places = Places()
    for path, offset in _walk(text):
        line = bisect(starts, offset) + 1
        if path in places.lines:
            places.repeated.append((path, line))
        places.lines.setdefault(path, line)
    return places


def first_too_deep(text: str) -> int | None:
    """Return the line where objects and lists are nested deeper than allowed, if they are."""
    depth = 0
    for match in _TOKEN.finditer(text):
        depth += _DEEPER.get(match.group(), 0)
        if depth > DEEPEST:
            return text.count("\n", 0, match.start()) + 1
    return None


def _walk(text: str) -> Iterator[tuple[str, int]]:
    """Yield the path of each key and each item of a list, and where it starts."""
    stack: list[_Open] = []
    for match in _TOKEN.finditer(text):
        found = match.group()
        top = stack[-1] if stack else None
        if found in {"}", "]"}:
            stack.pop()
        elif top and found == ",":
            top.go_on()
        elif top and top.is_object and top.key is None:
            top.key = json.loads(found)
            yield top.child(), match.start()
        elif top and not top.is_object:
            yield top.child(), match.start()
        if found in {"{", "["}:
            stack.append(_Open(top.child() if top else "", found == "{"))
