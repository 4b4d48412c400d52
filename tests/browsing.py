"""A real browser, one for all tests of a process, and the page served to it."""

import os
from shutil import which
from threading import Thread

import pytest

from batch_relay.dashboard.server import Server
from tests.browser.batch import compute

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Milliseconds; as long as it takes, on a machine at work on other tests.
PATIENCE = 30_000
MISSING = "There is no Chromium; install it (Debian: apt-get install chromium), or set BROWSER."


@pytest.fixture(scope="session")
def chromium():
    """A browser, which .ci/run demands by REQUIRE_BROWSER."""
    found = os.environ.get("BROWSER") or next(filter(None, map(which, NAMES)), None)
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    # Most tests need no browser, nor the time that this takes.
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def serve():
    """Serve the page for a client of the API, and return its address."""
    servers = []

    def start(client, beside=None):
        server = Server(client, beside or compute())
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        servers.append((server, thread, client))
        return server.url

    yield start
    for server, thread, client in servers:
        server.shutdown()
        thread.join()
        server.server_close()
        client.__exit__(None, None, None)


@pytest.fixture
def tab(chromium):
    """Open an address in a fresh browser; an error that no test `expect`s fails it."""
    contexts, errors, expected = [], [], []

    def open_(address, **looks):
        context = chromium.new_context(**looks)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: said.type == "error" and errors.append(f"{said.text} {said.location}"),
        )
        page.goto(address)
        return page

    open_.expect = lambda *words: expected.extend(words)
    yield open_
    for context in contexts:
        context.close()
    assert [one for one in errors if not any(word in one for word in expected)] == []
