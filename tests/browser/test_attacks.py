"""What other pages and programs of this machine try."""

import httpx
import pytest

from tests.browser.showcase import showcase


@pytest.fixture
def address(serve):
    """Where the page is served, and the token."""
    url, _, token = serve(showcase().client()).partition("/#token=")
    return url, token


@pytest.mark.parametrize(
    "attack",
    [
        {"X-Batch-Relay-Token": "guess"},
        {"X-Batch-Relay-Token": ""},
        {"Host": "evil.test"},
        {"Origin": "http://evil.test"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_an_attack_is_refused(address, attack):
    url, token = address
    headers = {"X-Batch-Relay-Token": token}
    assert httpx.get(f"{url}/api/projects", headers=headers).status_code == 200
    assert httpx.get(f"{url}/api/projects", headers=headers | attack).status_code == 403


def test_another_page_of_the_browser_reads_nothing(serve, tab, address):
    url, token = address
    page = tab(serve(showcase().client()))
    ask = """([url, token]) => fetch(url, {headers: {'X-Batch-Relay-Token': token}})
        .then(() => 'in', () => 'out')"""
    assert page.evaluate(ask, [f"{url}/api/projects", token]) == "out"
    tab.expect("Content Security Policy", "Refused to connect", "connect-src")


def test_a_request_without_a_length_is_refused(address):
    url, token = address
    headers = {"X-Batch-Relay-Token": token}
    reply = httpx.post(f"{url}/api/projects/p", content=iter([b"x"]), headers=headers)
    assert reply.status_code == 411
