"""Labs, members and the audit trail, over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.audit import AuditEntry
from batch_relay.domain.errors import RefusedError, UnavailableError
from tests.in_process import ACCOUNT, ME, NOW, InProcess
from tests.unit.routes.conftest import CSV

OWN = {"queues": ["spot"], "job_definitions": ["trim"], "outputs": ["s3://results/smith/"]}


class Narrow:
    """Refuses every name, as the table does one of a kilobyte and more."""

    def all(self):
        return ()

    def get(self, name):
        raise RefusedError

    remove = get


@pytest.fixture
def smith(http):
    return http.put("/labs/smith", json=OWN).json()


def test_a_lab_is_made_listed_and_forgotten(http, smith):
    assert smith == OWN | {"name": "smith"}
    assert http.get("/labs").json() == {"labs": [smith]}
    assert http.delete("/labs/smith").json() == {"labs": []}
    assert http.get("/labs/smith").status_code == 404


@pytest.mark.parametrize("name", ["Smith", "sm_ith", "sm-ith", "1smith", "s" * 33])
def test_a_lab_has_a_plain_name(http, name):
    assert http.put(f"/labs/{name}", json=OWN).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"outputs": ["s3://results"]},
        {"outputs": ["s3://results/smith"]},
        {"outputs": ["s3://results/{x}/"]},
        {"queues": [""]},
        {"job_definitions": ["*"]},
    ],
)
def test_a_lab_has_what_can_be(http, wrong):
    reply = http.put("/labs/smith", json=OWN | wrong)
    assert (reply.status_code, reply.json()["problems"][0]["column"]) == (422, next(iter(wrong)))


def test_a_member_is_let_in_and_out(http, smith):
    jane = {"principal": "user:jane", "role": "operator", "lab": "smith"}
    assert http.put("/members/user:jane", json={"lab": "smith"}).json() == jane
    assert http.get("/members/user:jane").json() == jane
    assert http.delete("/members/user:jane").json() == {"members": []}
    assert http.get("/members/user:jane").status_code == 404


@pytest.mark.parametrize("kind", ["members", "labs"])
@pytest.mark.parametrize("name", ["x" * 2_000, "Jane"])
def test_what_no_key_could_hold_is_none_already(ports, kind, name):
    with InProcess(replace(ports, members=Narrow(), labs=Narrow())).http() as http:
        assert http.delete(f"/{kind}/{name}").json() == {kind: []}


def test_a_lab_with_members_stays(http, smith):
    http.put("/members/user:jane", json={"lab": "smith"})
    assert http.delete("/labs/smith").status_code == 409


@pytest.mark.parametrize(
    ("member", "body", "status"),
    [
        ("user:jane", {"lab": "jones"}, 404),
        ("user:jane", {}, 422),
        ("user:jane", {"lab": "smith", "role": "admin"}, 422),
        ("user:jane", {"lab": "smith", "role": "king"}, 422),
        ("jane", {"lab": "smith"}, 422),
        ("user:", {"lab": "smith"}, 422),
        ("federated-user:jane", {"lab": "smith"}, 422),
    ],
)
def test_what_can_be_no_member_is_refused(http, smith, member, body, status):
    assert http.put(f"/members/{member}", json=body).status_code == status


def test_who_asks_is_told(http):
    said = {"arn": ME, "principal": "user:me", "role": "admin", "lab": "", "labs": False}
    assert http.get("/me").json() == said


@pytest.fixture
def audit(http):
    return lambda **query: http.get("/audit", params=query).json()["items"]


def test_what_is_changed_is_written_down(http, run, audit):
    http.post(f"{run}/cancel", json={"reason": "wrong reference"})
    (newest, *_) = [each for each in audit() if each["path"].endswith("/cancel")]
    assert newest["detail"] == '{"reason":"wrong reference"}'
    assert (newest["arn"], newest["principal"], newest["target"]) == (ME, "user:me", "p")
    assert (newest["status"], newest["method"]) == (202, "POST")


@pytest.mark.parametrize("media", [None, "", "application/json; charset=utf-8", "text/plain"])
def test_what_is_asked_is_written_down_whatever_its_type_is_said_to_be(http, audit, media):
    headers = {} if media is None else {"Content-Type": media}
    http.post("/uploads", content=b'{"project":"p"}', headers=headers)
    assert [each["detail"] for each in audit(project="p")] == ['{"project":"p"}']


@pytest.mark.parametrize("query", ["dry_run=false&dry_run=true", "dry_run=true&dry_run=true"])
def test_nothing_is_done_beside_what_is_written_down(http, ports, query):
    headers = {"Content-Type": "text/csv"}
    assert http.post(f"/projects/p?{query}", content=CSV, headers=headers).status_code == 422
    assert ports.projects.get("p") is None


def test_what_is_refused_is_written_down_too(http, audit):
    http.post("/projects/p/runs/w/pause")
    assert [each["status"] for each in audit(project="p")] == [404]


def test_what_is_read_is_not(http, run, audit):
    before = audit()
    http.get(run)
    assert audit() == before


def test_no_row_of_a_csv_is_written_down(run, audit):
    assert [each["detail"] for each in audit(project="p")] == [""]


def test_a_member_sees_what_concerns_the_lab(http, smith, ports):
    http.put("/members/user:jane", json={"lab": "smith"})
    for project in ("smith_p", "jones_p"):
        http.post(f"/projects/{project}/runs/{project}/pause")
    labs = replace(ports, administrators=frozenset({ME}))
    with InProcess(labs, caller=f"arn:aws:iam::{ACCOUNT}:user/jane").http() as jane:
        assert [each["target"] for each in jane.get("/audit").json()["items"]] == ["smith_p"]


class Broken:
    def record(self, entry):
        raise UnavailableError


def test_no_request_is_lost_for_its_entry(ports):
    with InProcess(replace(ports, audit=Broken())).http() as http:
        assert http.put("/labs/smith", json=OWN).status_code == 200


def entry(days, number=0):
    at = NOW - timedelta(days=days)
    return AuditEntry(
        at=at, request=f"{number:03d}", arn=ME, principal="user:me", method="PUT", path="/prices/x"
    )


def test_the_trail_is_paged_across_days(http, ports):
    for days in range(5):
        for number in range(3):
            ports.audit.record(entry(days, number))
    seen, after = [], None
    while True:
        page = http.get("/audit", params={"limit": 4} | ({"after": after} if after else {})).json()
        seen += [(each["at"], each["request"]) for each in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 15


def test_the_trail_is_read_from_a_moment_on(ports, audit):
    for days in (0, 3, 30):
        ports.audit.record(entry(days))
    assert len(audit()) == 2
    assert len(audit(since="2025-11-01T00:00:00Z")) == 3
    assert len(audit(since="2025-12-31")) == 1


@pytest.mark.parametrize("wrong", [{"after": "x"}, {"since": "yesterday"}, {"limit": 0}])
def test_what_can_not_be_read_is_refused(http, wrong):
    assert http.get("/audit", params=wrong).status_code == 422
