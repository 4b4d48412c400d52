"""The OpenAPI document of the HTTP API: `python -m batch_relay.routes.openapi`."""

import json
import re
import sys
from typing import Any

from aws_lambda_powertools.event_handler.openapi.models import Server

from batch_relay import VERSION
from batch_relay.http import PROBLEM_JSON
from batch_relay.routes.api import app
from batch_relay.routes.once import HEADER

_REFERENCE = re.compile('"#/components/schemas/([^"]+)"')
_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A repeated request with the same key is answered as the first time, for a day.",
    "schema": {"type": "string"},
}
_KNOWN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an earlier answer: if that is still true, it is not sent again.",
    "schema": {"type": "string"},
}
_SIGNED = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "description": "AWS Signature Version 4 for the service execute-api.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}
_UNCHANGED = {"description": "What the caller has is still true."}
_FORBIDDEN = {"description": "The request isn't signed, or its signer may not do this."}
_FAILED = {
    "description": "Something unexpected went wrong.",
    "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
}


def document() -> str:
    """Return the document, as it is checked in."""
    written = app.get_openapi_json_schema(
        title="Batch Relay",
        version=VERSION,
        description="Runs every sample of a project through a series of AWS Batch jobs.",
        servers=[Server(url="/v1")],
    )
    found: dict[str, Any] = json.loads(written)
    for path in found["paths"].values():
        for method, operation in path.items():
            _complete(operation, writes=method != "get")
    found["components"]["securitySchemes"] = {"sigv4": _SIGNED}
    found["security"] = [{"sigv4": []}]
    _drop_unused_schemas(found)
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _complete(operation: dict[str, Any], *, writes: bool) -> None:
    """Add what every route shares and no signature says."""
    operation["responses"] |= {"403": _FORBIDDEN, "500": _FAILED}
    operation["responses"] |= {} if writes else {"304": _UNCHANGED}
    operation["responses"] = dict(sorted(operation["responses"].items()))
    operation.setdefault("parameters", []).append(_KEY if writes else _KNOWN)


def _drop_unused_schemas(found: dict[str, Any]) -> None:
    """Leave out the schemas that nothing refers to, such as those of replaced errors."""
    schemas = found["components"]["schemas"]
    while unused := schemas.keys() - set(_REFERENCE.findall(json.dumps(found))):
        for name in unused:
            del schemas[name]


if __name__ == "__main__":
    sys.stdout.write(document())
