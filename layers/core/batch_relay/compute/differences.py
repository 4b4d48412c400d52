"""What differs between two JSON documents, place by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from batch_relay.domain.json_places import child_path
from batch_relay.domain.json_types import Json

# Lists whose items have a name of their own; their order means nothing.
_NAMES = ("name", "type")
_EMPTY: tuple[Json, ...] = (None, False, "", [], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place, and what stands there; None where nothing does."""

    path: str
    before: Json
    after: Json


def differences(before: Json, after: Json, path: str = "") -> Iterator[Difference]:
    """Yield what differs; nothing, false and empty are the same, as they are to AWS."""
    old, new = plain(before), plain(after)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted(old.keys() | new.keys()):
            yield from differences(old.get(key), new.get(key), child_path(path, key))
    elif old != new:
        yield Difference(path=path, before=before, after=after)


def plain(value: Json) -> Json:
    """Return the value without empty parts, its lists of named items by name."""
    if isinstance(value, Mapping):
        inner = {key: plain(item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if not _is_empty(item)}
    if isinstance(value, list):
        return _by_name([plain(item) for item in value])
    return value


def _is_empty(value: Json) -> bool:
    return any(value is empty or (value == empty and value != 0) for empty in _EMPTY)


def _by_name(items: list[Json]) -> Json:
    for key in _NAMES:
        named = {item[key]: item for item in items if isinstance(item, Mapping) and key in item}
        if items and len(named) == len(items):
            return {str(name): item for name, item in named.items()}
    return items
