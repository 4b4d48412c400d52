import json

import pytest

from manual import api, events, parameters
from manual.schemas import fields, kind

DOCS = api.OPENAPI.parent
DOCUMENT = json.loads(api.OPENAPI.read_text())


def test_the_page_of_the_api_is_current():
    assert (DOCS / "api-reference.md").read_text() == api.page(DOCUMENT), "make openapi"


def test_the_page_of_the_events_is_current():
    assert (DOCS / "events-reference.md").read_text() == events.page(events.SCHEMAS), (
        "make reference"
    )


def test_the_page_of_the_parameters_is_current():
    assert (DOCS / "parameters.md").read_text() == parameters.page(), "make reference"


def test_every_operation_and_object_has_a_section():
    page = api.page(DOCUMENT)
    operations = [f"{how.upper()} {at}" for at, each in DOCUMENT["paths"].items() for how in each]
    wanted = [*operations, *DOCUMENT["components"]["schemas"]]
    assert [name for name in wanted if f"\n### {name}\n" not in page] == []


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/RunItem"}, "[RunItem](#runitem)"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "integer or null"),
        ({"type": ["string", "null"]}, "text or null"),
        ({"type": "array", "items": {"type": "string"}}, "list of text"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "object of number"),
        ({"type": "object", "additionalProperties": True}, "object"),
        ({"enum": ["A", "B"]}, "`A`, `B`"),
        ({"const": True}, "`true`"),
        ({"type": "string", "format": "date-time"}, "date-time"),
    ],
)
def test_a_schema_is_told_in_words(schema, words):
    assert kind(schema) == words


def test_a_table_says_what_is_required_and_between_which_bounds():
    name = {"type": "string", "description": "A | B.", "maxLength": 9}
    schema = {"properties": {"name": name}, "required": ["name"]}
    row = r"| `name` | text | A \| B; 9 characters at most; required |"
    assert fields(schema).splitlines()[2] == row


def test_an_object_without_fields_has_no_table():
    assert fields({"type": "string"}) == ""
