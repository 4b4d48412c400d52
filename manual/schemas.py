"""JSON Schema in words: what a value may be, and a table of an object's fields."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

_BOUNDS: Final = {
    "minimum": "{} at least",
    "maximum": "{} at most",
    "minItems": "{} at least",
    "maxItems": "{} at most",
    "maxLength": "{} characters at most",
    "pattern": "`{}`",
}


def fields(schema: Schema) -> str:
    """Return a table of an object's fields; empty if it names none."""
    required = schema.get("required", ())
    rows = (
        row(name, each, needed=name in required)
        for name, each in schema.get("properties", {}).items()
    )
    return table("field", rows)


def table(noun: str, rows: Iterable[str]) -> str:
    """Return rows under a heading, and an empty line; nothing without rows."""
    body = "".join(rows)
    return f"| {noun} | type | |\n|---|---|---|\n{body}\n" if body else ""


def row(name: str, schema: Schema, *, needed: bool, said: str = "") -> str:
    """Return one line of a table."""
    about = [schema.get("description", said).rstrip("."), *_bounds(schema)]
    remarks = "; ".join(filter(None, [*about, "required" if needed else ""]))
    return f"| `{name}` | {kind(schema)} | {_cell(remarks)} |\n"


def _bounds(schema: Schema) -> list[str]:
    return [said.format(schema[key]) for key, said in _BOUNDS.items() if key in schema]


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")


def kind(schema: Schema) -> str:
    """Return what a value may be, with links to the sections of other objects."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(map(kind, schema["anyOf"]))
    if isinstance(schema.get("type"), list):
        return " or ".join(kind({**schema, "type": each}) for each in schema["type"])
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return ", ".join(map(_literal, schema["enum"]))
    return _typed(schema)


def _literal(value: object) -> str:
    return f"`{value!r}`".lower() if isinstance(value, bool) else f"`{value}`"


def _typed(schema: Schema) -> str:
    match schema.get("type"):
        case "array":
            return f"list of {kind(schema['items'])}" if "items" in schema else "list"
        case "object":
            inner = schema.get("additionalProperties")
            return f"object of {kind(inner)}" if isinstance(inner, Mapping) else "object"
        case "string":
            return str(schema.get("format", "text"))
        case other:
            return str(other or "any")
