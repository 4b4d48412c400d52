"""The site of docs/, as `make docs` built it last, in a browser."""

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

SITE = Path(__file__).parents[2] / "site"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def address():
    if not (SITE / "index.html").exists():
        assert not os.environ.get("REQUIRE_BROWSER"), "make docs"
        pytest.skip("`make docs` builds the site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE))
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def asked(chromium, address):
    """Open a page; return it, and the hosts that it asks."""
    context = chromium.new_context()

    def open_(name):
        page = context.new_page()
        hosts = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(f"{address}/{name}.html", wait_until="networkidle")
        return page, hosts

    yield open_
    context.close()


@pytest.mark.parametrize(
    "name", ["index", "architecture", "dashboard", "decisions/0001-one-message-per-analysis"]
)
def test_a_page_asks_no_other_host(asked, name):
    page, hosts = asked(name)
    expect(page.locator("h1").first).to_be_visible()
    assert hosts == {"127.0.0.1"}


def test_diagrams_are_drawn(asked):
    page, _ = asked("consistency")
    expect(page.locator(".diagram svg")).to_be_visible()
    expect(page.locator(".diagram").get_by_text("ListJobs by that name")).to_be_visible()


def test_a_word_can_be_looked_for(asked):
    page, hosts = asked("index")
    # Key by key, for the search listens to keys.
    page.locator(".md-search__input").press_sequentially("reconciler")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    assert hosts == {"127.0.0.1"}
