"""Validate a crate against the Workflow Run profile: `python validate.py FOLDER`, in its own venv.

The one JSON-LD context that a crate refers to is served from a package, nothing from the network.
"""

import json
import sys
from importlib.resources import files

import requests
from requests.adapters import BaseAdapter
from rocrate_validator import services
from rocrate_validator.models import Severity
from rocrate_validator.utils.http import HttpRequester

CONTEXT = (files("rocrate") / "data/ro-crate.jsonld").read_bytes()
KNOWN = "https://w3id.org/ro/crate/1.1/context"


class Shelf(BaseAdapter):
    """Answers for the context, and for nothing else."""

    def send(self, request, **_):
        reply = requests.Response()
        reply.request, reply.url = request, request.url
        reply.status_code = 200 if request.url == KNOWN else 404
        reply.headers["Content-Type"] = "application/ld+json"
        reply._content = CONTEXT if request.url == KNOWN else b""
        return reply

    def close(self):
        pass


def validate(folder):
    settings = services.ValidationSettings(
        rocrate_uri=folder,
        profile_identifier="workflow-run-crate-0.5",
        requirement_severity=Severity.REQUIRED,
        skip_availability_check=True,
    )
    session = requests.Session()
    session.mount("https://", Shelf())
    session.mount("http://", Shelf())
    HttpRequester().session = session
    result = services.validate(settings)
    return [f"{one.check.identifier}: {one.message}" for one in result.get_issues()]


if __name__ == "__main__":
    print(json.dumps(validate(sys.argv[1])))
