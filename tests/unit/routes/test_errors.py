from dataclasses import replace

import pytest

from batch_relay.domain.errors import RefusedError, UnavailableError
from batch_relay.routes.errors import logger
from tests.in_process import InProcess


@pytest.mark.parametrize(("method", "path"), [("GET", "/nix"), ("DELETE", "/projects/p")])
def test_an_unknown_route_is_not_found(http, method, path):
    reply = http.request(method, path)
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_body_nested_too_deep_is_refused(http, run):
    reply = http.post(run, content="[" * 20_000, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert "nested too deep" in reply.json()["detail"]


class Broken:
    def __init__(self, error):
        self.error = error

    def __getattr__(self, name):
        raise self.error


def answer(ports, error):
    broken = InProcess(replace(ports, projects=Broken(error)))
    with broken.http() as http:
        return http.get("/projects")


@pytest.fixture
def log(caplog):
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def test_an_unexpected_failure_is_logged_and_tells_nothing(ports, log):
    reply = answer(ports, ZeroDivisionError("secret"))
    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert "secret" in log.text


@pytest.mark.parametrize(("error", "status"), [(UnavailableError, 503), (RefusedError, 502)])
def test_an_error_has_its_status(ports, error, status):
    assert answer(ports, error("why")).json()["status"] == status


@pytest.mark.parametrize("path", ["/uploads", "/projects/p/runs/w", "/projects/p/runs/w/resubmit"])
def test_a_number_of_very_many_digits_is_refused(http, path):
    body = '{"samples": ' + "9" * 5_000 + "}"
    reply = http.post(path, content=body, headers={"Content-Type": "application/json"})
    assert (reply.status_code, "digits" in reply.json()["detail"]) == (422, True)


LONG = "x" * 3_000


@pytest.mark.parametrize(
    "path",
    [
        f"/projects/{LONG}",
        f"/workflows/{LONG}",
        f"/projects/{LONG}/runs/w",
        f"/projects/p/runs/{LONG}",
        f"/projects/p/runs/w/samples/{LONG}",
    ],
)
def test_a_name_that_no_key_could_hold_is_not_found(http, path):
    reply = http.get(path)
    assert (reply.status_code, len(reply.json()["detail"]) < 300) == (404, True)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/projects", {"after": LONG}),
        ("/workflows", {"after": LONG}),
        ("/audit", {"after": f"2026-01-01/{LONG}"}),
        ("/workflows/famli", {"version": LONG}),
        ("/projects/p/runs/famli/samples", {"status": "FAILED", "prefix": LONG}),
        ("/projects/p/runs/famli/grid", {"status": "FAILED", "prefix": LONG}),
        ("/projects/p/runs/famli/grid", {"status": "FAILED", "after": LONG}),
    ],
)
def test_a_query_that_no_key_could_hold_is_refused(http, run, path, query):
    assert http.get(path, params=query).status_code == 422
