"""The tests that docs/security.md names are there."""

import re

from tests.pages import ROOT, spans

TESTS = ROOT / "tests"
PLACES = ("unit", "integration", "e2e", "browser", "simulation")
NAMED = [text for text in spans(ROOT / "docs/security.md") if text.startswith(PLACES)]


def exists(named):
    path, _, test = named.partition("::")
    if not (TESTS / path).exists():
        return False
    return not test or f"def {test.removesuffix('…')}" in (TESTS / path).read_text()


def test_every_test_of_the_threats_is_there():
    assert len(NAMED) > 25
    assert [each for each in NAMED if not exists(each)] == []


def test_every_threat_has_one():
    text = (ROOT / "docs/security.md").read_text()
    table = text[text.index("| threat |") : text.index("Where the advisories")]
    rows = re.findall(r"^\| (?!threat|-)(.+?) \| .+ \| (.+?) \|$", table, re.MULTILINE)
    assert [threat for threat, tests in rows if "`" not in tests] == []
