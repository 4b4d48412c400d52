"""What the page is shown of."""

import pytest

from tests.browser.showcase import showcase


@pytest.fixture
def shown(serve, tab):
    """Open a view of the showcase, a service in memory with something of everything."""

    def open_(way="", **looks):
        page = tab(serve(showcase().client()), **looks)
        page.get_by_role("heading", name="Projects").wait_for()
        page.evaluate("way => { location.hash = way }", f"#/{way}")
        return page

    return open_
