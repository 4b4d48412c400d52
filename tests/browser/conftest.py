"""What the page is shown of."""

import pytest
from playwright.sync_api import expect

from tests.browser.showcase import showcase


@pytest.fixture
def opened(serve, tab):
    """Open a view of a service."""

    def open_(service, way="", **looks):
        page = tab(serve(service.client()), **looks)
        expect(page.get_by_role("heading", name="Projects")).to_be_visible()
        page.evaluate("way => { location.hash = way }", f"#/{way}")
        return page

    return open_


@pytest.fixture
def shown(opened):
    """Open a view of the showcase, a service in memory with something of everything."""
    return lambda way="", **looks: opened(showcase(), way, **looks)
