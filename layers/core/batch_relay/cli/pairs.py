"""Options of the form KEY=VALUE."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import typer


def pairs(given: Iterable[str], option: str) -> dict[str, str]:
    """Return what was given, by key; a command line without the sign is wrong."""
    read: dict[str, str] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not key or not sign:
            msg = f"{text!r} isn't KEY=VALUE"
            raise typer.BadParameter(msg, param_hint=option)
        read[key] = value
    return read


def tag_pairs(text: str) -> dict[str, str]:
    """Return tags given as KEY=VALUE,KEY=VALUE."""
    return pairs([each.strip() for each in text.split(",") if each.strip()], "--tags")


def policy(retry: Mapping[str, str], fallback_queue: str | None) -> dict[str, Any]:
    """Return the object `batch_relay` that says so."""
    said: dict[str, Any] = {"fallback_queue": fallback_queue} if fallback_queue else {}
    numbers = {key: _number(value) for key, value in retry.items()}
    return said | ({"retry": numbers} if numbers else {})


def _number(text: str) -> int | float | str:
    """Return the number; what is none is left for the service to refuse."""
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    return text
