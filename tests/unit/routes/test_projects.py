import gzip

import pytest

from batch_relay.domain import uploads
from tests.unit.routes.conftest import CSV


def test_a_csv_becomes_a_project(http, post_csv):
    assert post_csv().status_code == 201
    project = http.get("/projects/p").json()
    assert (project["samples"], project["columns"]) == (2, ["sample", "file"])
    assert project["runs"] == []


def test_a_gzip_body_is_unpacked(http, post_csv):
    post_csv(gzip.compress(CSV.encode()), headers={"Content-Type": "application/gzip"})
    assert http.get("/projects/p").json()["samples"] == 2


def test_a_bad_csv_gets_every_problem_and_stores_nothing(ports, post_csv):
    reply = post_csv("sample,file\na,\n,x\na b c,y,z\n")
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    places = [(each["line"], each["kind"]) for each in reply.json()["problems"]]
    assert places == [(2, "missing_file"), (3, "missing_sample"), (4, "ragged_row")]
    assert (ports.projects.items, ports.files.items) == ({}, {})


def test_totals_count_what_is_not_listed(post_csv):
    reply = post_csv("sample,file\n" + "a,\n" * 150).json()
    assert reply["totals"]["missing_file"] == 150
    assert len([each for each in reply["problems"] if each["kind"] == "missing_file"]) == 100


def test_skip_invalid_imports_the_good_rows_and_reports_the_others(post_csv):
    reply = post_csv("sample,file\na,x\nb,\n", skip_invalid=True)
    assert reply.status_code == 201
    assert reply.json()["project"]["samples"] == 1
    assert [each["line"] for each in reply.json()["problems"]] == [3]


def test_a_dry_run_shows_the_jobs_and_stores_nothing(ports, put_workflow, post_csv):
    put_workflow()
    reply = post_csv(dry_run=True, workflow="famli").json()
    job = reply["preview"][0]["jobs"][0]
    assert job["outputs"] == ["s3://results/p/a.fq"]
    assert job["parameters"] == {"reads": "s3://reads/a.fq"}
    assert (ports.projects.items, ports.starts.sent) == ({}, [])


def test_one_post_imports_and_starts(ports, put_workflow, post_csv):
    put_workflow()
    run = post_csv(workflow="famli").json()["run"]
    assert (run["generation"], run["chosen"], run["status"]) == (1, 2, "STARTING")
    assert len(ports.starts.sent) == 1


def test_a_workflow_that_does_not_fit_starts_and_stores_nothing(ports, put_workflow, post_csv):
    put_workflow(analyses=[{"job_definition": "j", "queue": "q", "outputs": ["s3://b-b/{nix}"]}])
    assert post_csv(workflow="famli").status_code == 422
    assert (ports.projects.items, ports.starts.sent) == ({}, [])


def test_an_unknown_workflow_is_not_found(post_csv):
    assert post_csv(workflow="nix").status_code == 404


def test_other_samples_under_a_known_name_are_a_conflict(post_csv):
    post_csv()
    reply = post_csv(CSV + "c,s3://reads/c.fq\n")
    assert reply.status_code == 409
    assert "Choose another name" in reply.json()["detail"]


def test_rows_are_appended_and_only_they_are_started(ports, http, put_workflow, post_csv):
    put_workflow()
    post_csv(workflow="famli")
    reply = post_csv("sample,file\nc,z\n", append=True, workflow="famli")
    assert reply.status_code == 201
    assert (reply.json()["added"], reply.json()["project"]["samples"]) == (1, 3)
    run = http.get("/projects/p/runs/famli").json()
    assert (run["generation"], run["chosen"], run["samples"]) == (2, 1, {"PENDING": 3})
    assert ports.starts.sent[-1].only == ("c",)


def test_the_same_append_again_queues_the_same_samples(ports, put_workflow, post_csv):
    put_workflow()
    post_csv(workflow="famli")
    first, again = (post_csv("sample,file\nc,z\n", append=True, workflow="famli") for _ in range(2))
    assert (again.status_code, again.json()["added"]) == (200, 0)
    assert again.json()["run"] == first.json()["run"]
    assert ports.starts.sent[-1] == ports.starts.sent[-2]


def test_an_append_to_no_project_is_not_found(post_csv):
    assert post_csv(append=True).status_code == 404


def test_the_columns_may_be_named(post_csv):
    reply = post_csv("id,reads\na,x\n", sample_column="id", file_column="reads")
    assert reply.status_code == 201


def test_a_file_may_be_repeated_if_asked_for(post_csv):
    csv = "sample,file\na,x\nb,x\n"
    assert post_csv(csv).status_code == 422
    assert post_csv(csv, allow_repeated_files=True).status_code == 201


def test_a_misspelled_parameter_is_refused(ports, post_csv):
    assert "dryrun" in post_csv(dryrun=True).json()["detail"]
    assert ports.projects.items == {}


def test_more_rows_than_a_request_can_read_are_to_be_uploaded(monkeypatch, ports, post_csv):
    monkeypatch.setattr(uploads, "ROWS_A_REQUEST", 1)
    assert "POST /uploads" in post_csv().json()["detail"]
    assert ports.projects.items == {}


def test_rows_are_appended_to_a_large_project_by_an_upload(monkeypatch, post_csv):
    post_csv()
    monkeypatch.setattr(uploads, "ROWS_A_REQUEST", 1)
    assert "POST /uploads" in post_csv("sample,file\nc,z\n", append=True).json()["detail"]


@pytest.mark.parametrize("media", ["application/json", "image/png"])
def test_a_body_of_another_type_is_unsupported(post_csv, media):
    assert post_csv(headers={"Content-Type": media}).status_code == 415


def test_projects_are_listed_by_name_a_page_at_a_time(http, post_csv):
    for name in "b", "a", "c":
        post_csv(project=name)
    first = http.get("/projects?limit=2").json()
    second = http.get("/projects", params={"after": first["next"]}).json()
    assert [each["name"] for each in first["items"] + second["items"]] == ["a", "b", "c"]
    assert second["next"] is None
