"""The report of a run, opened from the disk: axe-core finds nothing, and nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.reported import report
from tests.browser.test_accessibility import LOOKS


@pytest.fixture(params=LOOKS)
def opened(request, tab, tmp_path):
    path = tmp_path / "gut.assembly.html"
    path.write_text(report())
    return tab(path.as_uri(), **LOOKS[request.param])


def test_the_report_can_be_read_by_everybody(opened):
    opened.get_by_text("The workflow's definition").click()
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_charts_say_what_they_show(opened):
    drawn = opened.get_by_role("img").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert drawn[0] == "Samples by status"
    assert drawn[1].startswith("Jobs that ran at a time: ")
    assert drawn[2:] == ["Median time that a job ran", "Cost"]
