"""Check a JSON value against what is expected at its place."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from batch_relay.domain.json_places import child_path
from batch_relay.domain.json_types import Json
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.wording import quote, suggest


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a JSON document, where problems can be noted."""

    problems: Problems
    lines: Mapping[str, int]
    path: str = ""

    def child(self, key: str | int) -> "Place":
        """Return the place of a value within the object or list at this one."""
        return replace(self, path=child_path(self.path, key))

    def add(self, kind: ProblemKind, message: str) -> None:
        """Note a problem here."""
        line = self.lines.get(self.path)
        self.problems.add(kind, message, line=line, column=self.path or None)

    def warn(self, kind: ProblemKind, message: str) -> None:
        """Note a warning here."""
        line = self.lines.get(self.path)
        self.problems.warn(kind, message, line=line, column=self.path or None)

    def expect(self, wanted: str, value: Json) -> None:
        """Note that the value is of the wrong type."""
        self.add(ProblemKind.WRONG_TYPE, f"This must be {wanted}, not {_describe(value)}.")


Check: TypeAlias = Callable[[Place, Json], None]


def check_object(
    place: Place,
    value: Json,
    keys: Mapping[str, Check],
    *,
    required: Sequence[str] = (),
    hints: Mapping[str, str] | None = None,
) -> None:
    """Check that an object has the required keys and no others than `keys`.

    `hints` says of some other keys what to write instead.
    """
    if not isinstance(value, Mapping):
        place.expect("an object", value)
        return
    for key in required:
        if key not in value:
            place.add(ProblemKind.MISSING_KEY, f"The key {key!r} is missing; add it.")
    for key, inner in value.items():
        check = keys.get(key)
        if check:
            check(place.child(key), inner)
        else:
            _unknown(place.child(key), key, keys, hints or {})


def _unknown(place: Place, key: str, keys: Mapping[str, Check], hints: Mapping[str, str]) -> None:
    instead = hints.get(key) or suggest(key, keys)
    place.add(ProblemKind.UNKNOWN_KEY, f"The key {key!r} isn't known here; {instead}")


def check_items(place: Place, value: Json, check: Check) -> None:
    """Check that the value is a list, and each of its items."""
    if not isinstance(value, list):
        place.expect("a list", value)
        return
    for index, item in enumerate(value):
        check(place.child(index), item)


def check_text(place: Place, value: Json) -> None:
    """Check that the value is a text."""
    if not isinstance(value, str):
        place.expect("a text", value)


@dataclass(frozen=True, slots=True)
class TextLike:
    """Check for a text that matches; `wanted` says what it should be."""

    pattern: str
    wanted: str

    def __call__(self, place: Place, value: Json) -> None:
        """Check a value."""
        if not isinstance(value, str):
            place.expect("a text", value)
        elif not re.fullmatch(self.pattern, value):
            place.add(ProblemKind.INVALID_VALUE, f"{_describe(value)} isn't {self.wanted}.")


@dataclass(frozen=True, slots=True)
class NumberBetween:
    """Check for a number, whole unless said otherwise; a boolean is none."""

    least: float
    most: float
    unit: str = ""
    whole: bool = True

    def __call__(self, place: Place, value: Json) -> None:
        """Check a value."""
        kinds = int if self.whole else int | float
        if isinstance(value, bool) or not isinstance(value, kinds):
            place.expect(self._wanted, value)
        elif not self.least <= value <= self.most:
            place.add(ProblemKind.INVALID_VALUE, f"{_describe(value)} isn't {self._wanted}.")

    @property
    def _wanted(self) -> str:
        noun = "a whole number" if self.whole else "a number"
        return f"{noun} from {self.least} to {self.most}{self.unit and ' '}{self.unit}"


class OneOf:
    """Check for one of a few texts."""

    __slots__ = ("values",)

    def __init__(self, *values: str) -> None:
        self.values = tuple(map(str, values))

    def __call__(self, place: Place, value: Json) -> None:
        """Check a value."""
        wanted = " or ".join(map(repr, self.values))
        TextLike("|".join(map(re.escape, self.values)), wanted)(place, value)


def _describe(value: Json) -> str:
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case int() | float():
            return f"the number {value}"
        case str():
            return quote(value)
        case Mapping():
            return "an object"
        case _:
            return "a list"
