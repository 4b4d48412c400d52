import json

import pytest
from hypothesis import given, settings

from batch_relay.wire.problems import ProblemDetails
from tests.in_process import InProcess
from tests.mutations import edited, packed
from tests.unit.routes.conftest import CSV, WORKFLOW


@pytest.fixture
def send(http):
    """Upload a CSV; return where its import stands then."""

    def send(csv=CSV, project="p", **wanted):
        upload = http.post("/uploads", json={"project": project, **wanted}).json()
        http.put(upload["url"], content=csv.encode())
        return http.get(f"/uploads/{upload['id']}").json()

    return send


def test_an_upload_waits_for_its_file(http):
    made = http.post("/uploads", json={"project": "p"})
    upload = http.get(f"/uploads/{made.json()['id']}").json()
    assert (made.status_code, made.json()["expires"]) == (201, 3600)
    assert (upload["status"], upload["rows"]) == ("WAITING", 0)
    assert "result" not in upload or upload["result"] is None


def test_an_upload_is_imported_when_it_has_come(http, send):
    upload = send()
    assert (upload["status"], upload["rows"]) == ("DONE", 2)
    assert (upload["result"]["created"], upload["result"]["added"]) == (True, 2)
    assert http.get("/projects/p").json()["samples"] == 2


def test_an_upload_starts_the_workflow_it_was_made_for(ports, put_workflow, send):
    put_workflow()
    upload = send(workflow="famli")
    assert upload["result"]["run"]["chosen"] == 2
    assert len(ports.starts.sent) == 1


def test_a_bad_upload_gets_the_problems_that_a_request_would(post_csv, send):
    csv = "sample,file\na,\n,x\na b c,y,z\n"
    upload = send(csv)
    assert upload["status"] == "FAILED"
    told = [ProblemDetails.model_validate(one) for one in (upload["error"], post_csv(csv).json())]
    assert told[0] == told[1]


def test_a_dry_run_of_an_upload_shows_the_jobs_and_stores_nothing(ports, put_workflow, send):
    put_workflow()
    result = send(workflow="famli", dry_run=True)["result"]
    assert result["preview"][0]["jobs"][0]["outputs"] == ["s3://results/p/a.fq"]
    assert (result["created"], result["added"]) == (False, 2)
    assert (ports.projects.items, ports.starts.sent) == ({}, [])


def test_an_upload_may_be_appended(post_csv, send):
    post_csv()
    result = send("sample,file\nc,z\n", append=True)["result"]
    assert (result["added"], result["project"]["samples"]) == (1, 3)


@pytest.mark.parametrize("wanted", [{"append": True}, {"workflow": "nix"}])
def test_what_an_upload_is_for_must_be_there(http, wanted):
    assert http.post("/uploads", json={"project": "p", **wanted}).status_code == 404


@pytest.mark.parametrize("wanted", [{}, {"project": "no/slash"}, {"project": "p", "dryrun": True}])
def test_an_upload_that_says_nothing_clear_is_refused(http, wanted):
    assert http.post("/uploads", json=wanted).status_code == 422


@pytest.mark.parametrize("upload", ["0" * 32, "nix", "x" * 4000])
def test_an_upload_that_was_never_made_is_not_found(http, upload):
    assert http.get(f"/uploads/{upload}").status_code == 404


@settings(max_examples=60)
@given(edited(CSV.encode()).flatmap(packed))
def test_a_file_that_is_nearly_right_is_imported_or_refused_as_a_request_is(whole):
    with InProcess().http() as http:
        http.put("/workflows/famli", content=json.dumps(WORKFLOW))
        upload = http.post("/uploads", json={"project": "p", "workflow": "famli"}).json()
        http.put(upload["url"], content=whole)
        came = http.get(f"/uploads/{upload['id']}").json()
        headers, query = {"content-type": "text/csv"}, {"workflow": "famli", "dry_run": "true"}
        reply = http.post("/projects/q", content=whole, headers=headers, params=query)
    assert (came["status"], reply.status_code) in {("DONE", 200), ("FAILED", 422)}, came
