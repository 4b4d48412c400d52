"""JSON and Python of the manual are what they are said to be."""

import ast
import importlib
import json
import re

from tests.pages import pages


def told(language):
    fence = re.compile(rf"^ *```{language}\n(.*?)```", re.DOTALL | re.MULTILINE)
    return [block for page in pages() for block in fence.findall(page.read_text())]


def imports(block):
    found = [each for each in ast.walk(ast.parse(block)) if isinstance(each, ast.ImportFrom)]
    return [(each.module, name.name) for each in found for name in each.names]


def test_json_can_be_read():
    blocks = told("json")
    assert len(blocks) > 5
    assert all(map(json.loads, blocks))


def test_what_python_imports_is_there():
    names = [name for block in told("python") for name in imports(block)]
    assert names
    for module, name in names:
        assert hasattr(importlib.import_module(module), name)
