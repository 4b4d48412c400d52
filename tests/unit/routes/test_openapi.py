import json
from pathlib import Path

import pytest

from batch_relay.routes.api import app
from batch_relay.routes.openapi import document

CHECKED_IN = Path(__file__).parents[3] / "docs/openapi.json"


@pytest.fixture(scope="module")
def openapi():
    return json.loads(document())


def operations(openapi):
    return [each for path in openapi["paths"].values() for each in path.items()]


def test_the_document_checked_in_is_current():
    assert CHECKED_IN.read_text() == document(), "run `make openapi`"


def test_every_route_is_documented(openapi):
    assert len(operations(openapi)) == len(app._static_routes + app._dynamic_routes)


def test_every_error_is_problem_details(openapi):
    for _, operation in operations(openapi):
        errors = [reply for code, reply in operation["responses"].items() if code in {"422", "500"}]
        schemas = [reply["content"]["application/problem+json"]["schema"] for reply in errors]
        assert schemas == [{"$ref": "#/components/schemas/ProblemDetails"}] * 2


def test_every_write_takes_an_idempotency_key(openapi):
    for method, operation in operations(openapi):
        names = {each["name"] for each in operation.get("parameters", [])}
        assert ("Idempotency-Key" in names) == (method != "get")


def test_every_reference_leads_somewhere(openapi):
    text = json.dumps(openapi)
    for name in openapi["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text


def test_every_route_is_described_for_people(openapi):
    manual = (CHECKED_IN.parent / "api.md").read_text()
    for path, methods in openapi["paths"].items():
        assert [m for m in methods if f"`{m.upper()} {path}`" not in manual] == []
