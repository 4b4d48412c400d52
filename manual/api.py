"""The reference of the HTTP API: `python -m manual.api`, from docs/openapi.json."""

import json
import sys
from pathlib import Path
from typing import Any, Final

from manual.schemas import Schema, fields, kind, row, table

OPENAPI: Final = Path(__file__).parents[1] / "docs/openapi.json"
_HEAD: Final = """# Every field of the API

`make openapi` writes this page from [openapi.json](openapi.json), and that from the code.
[The HTTP API](api.md) says how requests go together.

"""


def page(document: dict[str, Any]) -> str:
    """Return the page of an OpenAPI document: operations by tag, then objects by name."""
    tags: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            section = _operation(f"{method.upper()} {path}", operation)
            tags.setdefault(operation["tags"][0], []).append(section)
    sections = [f"## {tag.capitalize()}\n\n{''.join(each)}" for tag, each in sorted(tags.items())]
    objects = [_object(*each) for each in sorted(document["components"]["schemas"].items())]
    return f"{_HEAD}{''.join(sections)}## Objects\n\n{''.join(objects)}".rstrip("\n") + "\n"


def _operation(title: str, operation: Schema) -> str:
    asked = (_parameter(each) for each in operation.get("parameters", ()))
    said = f"### {title}\n\n{operation['summary']}.\n\n{table('parameter', asked)}"
    return f"{said}{_body(operation)}{_answers(operation['responses'])}\n\n"


def _parameter(parameter: Schema) -> str:
    needed = parameter["in"] != "path" and parameter["required"]
    said = parameter.get("description", f"in the {parameter['in']}")
    return row(parameter["name"], parameter["schema"], needed=needed, said=said)


def _body(operation: Schema) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    kinds = ", ".join(f"{kind(each['schema'])} as `{media}`" for media, each in content.items())
    return f"Body: {kinds}.\n\n" if kinds else ""


def _answers(responses: Schema) -> str:
    told = [_answer(status, each) for status, each in responses.items() if status < "400"]
    errors = ", ".join(status for status in responses if status >= "400")
    return f"Answers: {', '.join(told)}. [Errors](api.md#errors): {errors}."


def _answer(status: str, answer: Schema) -> str:
    kinds = ", ".join(kind(each["schema"]) for each in answer.get("content", {}).values())
    return f"{status} with {kinds}" if kinds else status


def _object(name: str, schema: Schema) -> str:
    parts = (schema.get("description", ""), fields(schema).strip() or kind(schema))
    return "\n\n".join([f"### {name}", *filter(None, parts)]) + "\n\n"


if __name__ == "__main__":
    sys.stdout.write(page(json.loads(OPENAPI.read_text())))
