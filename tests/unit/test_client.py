import json

import httpx
import pytest
from botocore.credentials import Credentials

from batch_relay.calls import Caller
from batch_relay.client import Client
from batch_relay.domain.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    RefusedError,
    UnavailableError,
)
from batch_relay.http import PROBLEM_JSON, to_details, to_error
from batch_relay.sigv4 import SigV4
from batch_relay.wire.projects import ProjectPage
from tests.in_process import InProcess
from tests.unit.routes.conftest import CSV, WORKFLOW

EMPTY = httpx.Response(200, json={"items": []})


class Scripted(httpx.BaseTransport):
    """Gives the prepared answers one after another; keeps what was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def handle_request(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def waits():
    return []


@pytest.fixture
def listing(waits):
    """List projects, given the answers to every request."""

    def ask(*answers):
        calls = Caller(
            "https://api.test", auth=None, transport=Scripted(*answers), sleep=waits.append
        )
        return calls.get(ProjectPage, "projects")

    return ask


def test_a_throttled_request_is_sent_again(listing, waits):
    assert listing(httpx.Response(429), httpx.Response(503), EMPTY).items == []
    assert waits == [0.5, 1.0]


def test_a_lost_connection_is_tried_again(listing):
    assert listing(httpx.ConnectError("lost"), EMPTY).items == []


def test_a_service_that_never_answers_is_unavailable(listing):
    with pytest.raises(UnavailableError, match=r"api\.test/projects doesn't answer: lost"):
        listing(*[httpx.ConnectError("lost")] * 4)


def test_an_address_of_something_else_is_told_so(listing):
    with pytest.raises(
        RefusedError, match=r"api\.test/projects doesn't answer as Batch Relay does"
    ):
        listing(httpx.Response(200, text="<html>Hello</html>"))


def test_a_failure_of_the_service_is_not_sent_again(listing, waits):
    with pytest.raises(UnavailableError):
        listing(httpx.Response(500, json={"title": "t", "status": 500, "detail": "d"}))
    assert waits == []


def test_what_broke_off_behind_the_gateway_is_sent_again(listing, waits):
    assert (
        listing(httpx.Response(502, json={"message": "Internal server error"}), EMPTY).items == []
    )
    assert waits == [0.5]


def test_what_breaks_off_each_time_is_for_later(listing, waits):
    broken = httpx.Response(502, json={"message": "Internal server error"})
    with pytest.raises(UnavailableError, match="502 Bad Gateway"):
        listing(*[broken] * 4)
    assert waits == [0.5, 1.0, 2.0]


def test_what_a_service_behind_the_api_refuses_is_not_sent_again(listing, waits):
    said = {"title": "t", "status": 502, "detail": "d"}
    with pytest.raises(RefusedError):
        listing(httpx.Response(502, json=said, headers={"Content-Type": PROBLEM_JSON}))
    assert waits == []


def test_the_gateways_own_refusal_is_told(listing):
    said = "403 Forbidden: User is not authorized; see your credentials with `batch-relay doctor`"
    with pytest.raises(RefusedError, match=said):
        listing(httpx.Response(403, json={"message": "User is not authorized"}))


def test_a_write_that_is_sent_again_keeps_its_key():
    transport = Scripted(httpx.ConnectError("lost"), httpx.Response(503), EMPTY)
    calls = Caller("https://api.test", auth=None, transport=transport, sleep=lambda _: None)
    calls.write(ProjectPage, "POST", "projects/p")
    assert len({asked.headers["Idempotency-Key"] for asked in transport.asked}) == 1


def test_requests_are_signed_for_api_gateway():
    transport = Scripted(EMPTY)
    auth = SigV4(Credentials("AKID", "secret", "token"), "eu-west-1")
    list(Client("https://api.test/v1", auth=auth, transport=transport).projects())
    headers = transport.asked[0].headers
    assert "/eu-west-1/execute-api/aws4_request" in headers["Authorization"]
    assert headers["X-Amz-Security-Token"] == "token"


@pytest.fixture
def client():
    with InProcess().client() as client:
        yield client


def test_a_project_goes_through_its_life(client, tmp_path):
    csv = tmp_path / "metadata.csv"
    csv.write_text(CSV)
    client.put_workflow("famli", json.dumps(WORKFLOW))
    client.import_project("p", csv)
    started = client.start_run("p", "famli", samples=["a"])
    assert client.run("p", "famli") == started
    assert client.project("p").runs == [started]
    assert list(client.samples("p", "famli")) == []


def test_pages_are_read_to_the_end(client, tmp_path):
    csv = tmp_path / "metadata.csv"
    csv.write_text(CSV)
    names = [f"p{number:03}" for number in range(101)]
    for name in names:
        client.import_project(name, csv)
    assert [project.name for project in client.projects()] == names


def test_an_unknown_thing_is_not_found(client):
    with pytest.raises(NotFoundError, match="no project 'nix'"):
        client.project("nix")


@pytest.mark.parametrize(
    "error", [NotFoundError, ConflictError, InvalidError, RefusedError, UnavailableError]
)
def test_an_error_survives_the_way_to_the_caller(error):
    raised = to_error(to_details(error("why")))
    assert (type(raised), str(raised)) == (error, "why")
