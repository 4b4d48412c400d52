"""The reference of our own events: `python -m manual.events`, from docs/events/*.schema.json."""

import json
import sys
from pathlib import Path
from typing import Final

from manual.schemas import Schema, fields

SCHEMAS: Final = Path(__file__).parents[1] / "docs/events"
_HEAD: Final = """# Every field of the events

`make reference` writes this page from the schemas in `docs/events`, to which every event keeps.
[Events](events.md) says what they are for.

"""


def page(folder: Path) -> str:
    """Return the page of a folder of schemas."""
    schemas = (json.loads(path.read_text()) for path in sorted(folder.glob("*.schema.json")))
    return (_HEAD + "".join(map(_section, schemas))).rstrip("\n") + "\n"


def _section(schema: Schema) -> str:
    return f"## {schema['title']}\n\n{schema['description']}\n\n{fields(schema)}"


if __name__ == "__main__":
    sys.stdout.write(page(SCHEMAS))
