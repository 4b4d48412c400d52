"""JSON objects and values in AWS's own spelling, as requests bring them and answers return them."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]
Value: TypeAlias = Any


def pick(document: Mapping[str, Any], names: Iterable[str]) -> Document:
    """Keep the named members, as far as they are there."""
    return {name: document[name] for name in names if document.get(name) is not None}


def without_none(document: Mapping[str, Any]) -> Document:
    """Drop the members that have no value, as AWS does."""
    return {name: value for name, value in document.items() if value is not None}
