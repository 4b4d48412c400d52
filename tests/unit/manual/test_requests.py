"""Each curl of the manual asks for what the API offers."""

import json
import re
import shlex
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft202012Validator

from manual.api import OPENAPI
from tests.pages import blocks, pages

DOCUMENT = json.loads(OPENAPI.read_text())
LINES = [
    each.line
    for page in pages()
    for block in blocks(page)
    for each in block.commands
    if each.line.startswith("curl") and "$API" in each.line
]


def value(words, option, otherwise=""):
    return words[words.index(option) + 1] if option in words else otherwise


def asked(line):
    """The method, path, parameters and body of a command line."""
    words = shlex.split(line)
    url = urlsplit(next(word for word in words if word.startswith("$API")).removeprefix("$API"))
    method = value(words, "-X", "GET").lower()
    return method, url.path, dict(parse_qsl(url.query)), value(words, "-d", "null")


def operation(method, path):
    """What the API offers at a path, the most literal first; None if nothing."""
    offered = sorted(DOCUMENT["paths"], key=lambda each: each.count("{"))
    fits = (each for each in offered if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each), path))
    return DOCUMENT["paths"][next(fits)].get(method)


@pytest.mark.parametrize("line", LINES)
def test_a_request_is_one_that_the_api_takes(line):
    method, path, given, body = asked(line)
    offered = operation(method, path)
    named = {each["name"] for each in offered.get("parameters", ()) if each["in"] == "query"}
    assert given.keys() <= named
    schema = offered.get("requestBody", {}).get("content", {}).get("application/json")
    if schema and body != "null":
        whole = {**schema["schema"], "components": DOCUMENT["components"]}
        Draft202012Validator(whole).validate(json.loads(body))


def test_the_manual_has_requests_to_look_at():
    assert len(LINES) > 5
