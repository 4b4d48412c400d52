"""The files that a Dockstore tool's parameters name."""

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = Any

_REMOTE = ("s3://", "https://")


def read_parameters(text: str) -> dict[str, Json]:
    """Read the JSON object; ValueError with the line if it is none."""
    try:
        parameters = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"the parameters are no JSON: line {error.lineno}: {error.msg}"
        raise ValueError(msg) from error
    if not isinstance(parameters, dict):
        msg = "the parameters are no JSON object"
        raise ValueError(msg)
    return parameters


def files(value: Json, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield where each File stands, and its path, however deep it lies."""
    if isinstance(value, dict):
        if value.get("class") == "File":
            yield place, str(value.get("path") or value.get("location") or "")
        for key, each in value.items():
            yield from files(each, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from files(each, f"{place}[{index}]")


def expect_remote(parameters: dict[str, Json]) -> None:
    """Refuse files of a machine that is gone when the job has ended."""
    for place, path in files(parameters):
        if not path.startswith(_REMOTE):
            msg = f"{place}: {path!r} is a local path; give s3://bucket/key, or https:// to read"
            raise ValueError(msg)


def destinations(parameters: dict[str, Json], names: list[str]) -> list[str]:
    """Return where these outputs go: the paths of their Files, all in S3."""
    return [path for name in names for path in _destinations(parameters, name)]


def _destinations(parameters: dict[str, Json], name: str) -> Iterator[str]:
    found = list(files(parameters.get(name), name))
    if not found:
        known = ", ".join(key for key, value in parameters.items() if list(files(value)))
        msg = f"{name!r} is no File of the parameters; these are: {known or 'none'}"
        raise ValueError(msg)
    for place, path in found:
        if not path.startswith("s3://"):
            msg = f"{place}: {path!r} can't be written; an output goes to s3://bucket/key"
            raise ValueError(msg)
        yield path
