"""Who gets in, and who doesn't."""

import json

import pytest

from batch_relay.dashboard.guard import POLICY
from batch_relay.dashboard.messages import length_of


def said(reply):
    return reply.status, json.loads(reply.body)["detail"]


def test_the_page_gets_in(ask):
    assert ask(origin="http://127.0.0.1:8000", sec_fetch_site="same-origin").status == 200


def test_the_page_gets_in_by_the_name_of_this_machine(ask):
    assert ask(host="localhost:8000", origin="http://localhost:8000").status == 200


@pytest.mark.parametrize("token", [None, "", "guess", "sécret", "secret "])
def test_a_wrong_token_is_refused(ask, token):
    status, detail = said(ask(x_batch_relay_token=token))
    assert status == 403
    assert "batch-relay dashboard" in detail


@pytest.mark.parametrize(
    "host", [None, "", "evil.test", "evil.test:8000", "127.0.0.1", "127.0.0.1:8001", "[::1]:8000"]
)
@pytest.mark.parametrize("target", ["/", "/api/projects"])
def test_another_host_is_refused_even_the_page(ask, host, target):
    assert said(ask(target, host=host)) == (403, "This server answers to 127.0.0.1 only.")


@pytest.mark.parametrize(
    "origin", ["null", "http://evil.test", "https://127.0.0.1:8000", "http://127.0.0.1:9000"]
)
def test_another_origin_is_refused_though_it_knows_the_token(ask, origin):
    assert said(ask(origin=origin)) == (403, "Another page may not ask this server.")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_from_another_site_is_refused(ask, site):
    assert ask(sec_fetch_site=site).status == 403


@pytest.mark.parametrize("target", ["/api", "/api/projects/p", "/upload", "/upload/x"])
def test_nothing_is_told_without_the_token(ask, target):
    assert ask(target, "POST", x_batch_relay_token=None).status == 403


def test_the_page_itself_holds_no_secret_and_needs_none(ask):
    page = ask("/", x_batch_relay_token=None)
    assert page.status == 200
    assert b"secret" not in page.body


def test_the_address_that_a_browser_is_started_with_lets_in_once(ask):
    first, again = (ask("/open/door", x_batch_relay_token=None) for _ in "12")
    assert (first.status, first.headers["Location"]) == (302, "/#token=secret")
    assert (again.status, b"secret" in again.body) == (403, False)


def test_a_door_is_not_guessed_nor_opened_by_another_site(ask):
    assert ask("/open/guess").status == 403
    assert ask("/open/door", "HEAD").status == 404
    assert ask("/open/door", sec_fetch_site="cross-site").status == 403
    assert ask("/open/door").status == 302


@pytest.mark.parametrize(
    "target", ["/../pyproject.toml", "/%2e%2e/pyproject.toml", "/vendor/README.md", "/nix", "//"]
)
def test_no_other_file_can_be_read(ask, target):
    assert ask(target).status == 404


@pytest.mark.parametrize(
    "target",
    ["http://evil.test/api/projects", "http://127.0.0.1:8000/api/projects", "http://[", "", "*"],
)
def test_nobody_else_is_asked_in_its_place(ask, service, target):
    service.before = pytest.fail
    assert ask(target).status == 404


@pytest.mark.parametrize(
    ("headers", "length"),
    [
        ({}, 0),
        ({"content-length": "12"}, 12),
        ({"content-length": "-1"}, None),
        ({"content-length": "9" * 5_000}, None),
        ({"content-length": "12", "transfer-encoding": "chunked"}, None),
    ],
)
def test_a_body_says_how_long_it_is(headers, length):
    assert length_of(headers) == length


def test_the_policy_allows_this_server_alone():
    rules = [rule.split() for rule in POLICY["Content-Security-Policy"].split(";")]
    assert {source for _, *sources in rules for source in sources} == {"'none'", "'self'"}
