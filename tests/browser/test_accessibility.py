"""Every view, in both themes and on a phone: axe-core finds nothing, and nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

RUN = "projects/gut/runs/assembly"
VIEWS = {
    "": "gut",
    "import": "Import a metadata CSV",
    "projects/gut": "Runs",
    RUN: "S04",
    f"{RUN}?view=table": "S04",
    f"{RUN}/samples/S04?analysis=2": "Log of attempt 2",
    f"{RUN}?view=table&status=FAILED&analysis=2&failure=out+of+memory": "Only those that failed",
    "compute": "Environments, in order",
    "compute/queues/spot?status=FAILED": "assembly_S1_trim",
    "compute/environments": "spot-ce",
    "compute/definitions": "align",
    "compute/definitions/align": "align:1",
    "nowhere": "There is no such view.",
}
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


@pytest.fixture(params=LOOKS)
def looks(request):
    return LOOKS[request.param]


@pytest.mark.parametrize("way", VIEWS)
def test_a_view_can_be_used_by_everybody(shown, looks, way):
    page = shown(way, **looks)
    expect(page.get_by_text(VIEWS[way]).first).to_be_visible()
    expect(page.get_by_text("Loading …")).to_have_count(0)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("action", ["Resubmit …", "Pause …", "Cancel …"])
def test_a_dialog_can_be_used_by_everybody(shown, looks, action):
    page = shown(RUN, **looks)
    page.get_by_role("button", name=action).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_themes_differ(shown):
    paper = "getComputedStyle(document.body).backgroundColor"
    light, dark = (shown(color_scheme=each).evaluate(paper) for each in ("light", "dark"))
    assert light != dark
