"""What functions import goes into their layer, and nothing else."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = ROOT / "layers/core"


def named(path):
    """Yield the modules of ours that a file may import, and those that they are in."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (module := node.module or "").startswith("batch_"):
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def files(module):
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        place = CORE.joinpath(*parts[:depth])
        found = (place.with_suffix(".py"), place / "__init__.py")
        yield from (path for path in found if path.exists())


def imported():
    """Return the files of ours that functions import, directly or by others."""
    seen, left = set(), list(ROOT.glob("functions/*/app.py"))
    while left:
        found = {path for module in named(left.pop()) for path in files(module)} - seen
        seen |= found
        left += found
    return seen


def test_the_layer_is_what_functions_import():
    said = re.search(r"LEFT_OUT := ((?:.*\\\n)*.*)", (CORE / "Makefile").read_text())[1]
    left_out = [CORE / "batch_relay" / name for name in said.replace("\\", "").split()]
    taken = {
        path
        for path in CORE.glob("batch_relay/**/*.py")
        if not any(path == one or one in path.parents for one in left_out)
    }
    assert taken == imported()
