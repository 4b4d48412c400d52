"""The reference of the templates' parameters: `python -m manual.parameters`, from the templates."""

import re
import sys
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[1]
_HEAD: Final = """# Every parameter

`make reference` writes this page from the templates.

"""
_SERVICE: Final = """## Of the service

`sam deploy --guided` asks for them; `sam deploy --parameter-overrides KEY=VALUE …` sets some.

"""
_COMPUTE: Final = """## Of what jobs run on

`batch-relay compute deploy --parameter KEY=VALUE` sets one; those not named stay as they are.

"""


# CloudFormation's YAML; parameters have none of its functions.
_LOADER: Final[Any] = type("_Loader", (yaml.SafeLoader,), {})
_LOADER.add_multi_constructor("!", lambda *_: None)


def page() -> str:
    """Return the page: a table for each template."""
    return (
        f"{_HEAD}{_SERVICE}{_table('template.yaml')}\n{_COMPUTE}{_table('compute/template.yaml')}"
    )


def _table(template: str) -> str:
    text = (ROOT / template).read_text()
    parameters = yaml.load(text, Loader=_LOADER)["Parameters"]  # noqa: S506 - a safe one
    rows = "".join(_row(name, each) for name, each in parameters.items())
    return f"| parameter | | default |\n|---|---|---|\n{rows}"


def _row(name: str, parameter: dict[str, Any]) -> str:
    said = " ".join(parameter["Description"].split()).rstrip(".")
    linked = re.sub(r"docs/([\w-]+)\.md", r"[\1](\1.md)", said)
    return f"| `{name}` | {linked} | {_usual(parameter.get('Default'))} |\n"


def _usual(value: object) -> str:
    match value:
        case None:
            return "none: required"
        case "":
            return "empty"
        case _:
            return f"`{value}`"


if __name__ == "__main__":
    sys.stdout.write(page())
