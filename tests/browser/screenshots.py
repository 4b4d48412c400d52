"""Pictures of the page and of a report for the docs: `make screenshots`."""

from pathlib import Path
from shutil import which
from threading import Thread

from playwright.sync_api import expect, sync_playwright

from batch_relay.dashboard.server import Server
from tests.browser.batch import compute
from tests.browser.reported import report
from tests.browser.showcase import showcase

IMAGES = Path(__file__).parents[2] / "docs/images"
RUN = "projects/gut/runs/assembly"
VIEWS = {
    "run": (RUN, {"viewport": {"width": 1100, "height": 1000}}),
    "sample": (f"{RUN}/samples/S04", {"viewport": {"width": 1100, "height": 760}}),
    "compute": ("compute", {"viewport": {"width": 1100, "height": 480}}),
    "phone": (RUN, {"viewport": {"width": 390, "height": 760}, "color_scheme": "dark"}),
}


def main() -> None:
    """Write a picture of each view."""
    server = Server(showcase().client(), compute())
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox"]
        )
        for name, (way, looks) in VIEWS.items():
            page = browser.new_context(**looks).new_page()
            page.goto(server.url)
            page.evaluate("way => { location.hash = way }", f"#/{way}")
            expect(page.get_by_text("spot" if name == "compute" else "S04").first).to_be_visible()
            expect(page.get_by_text("Loading …")).to_have_count(0)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / f"dashboard-{name}.png")
        page = browser.new_page(viewport={"width": 900, "height": 1040})
        page.set_content(report())
        page.screenshot(path=IMAGES / "report.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
