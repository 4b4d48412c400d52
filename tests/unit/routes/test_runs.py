from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.domain.attempts import Attempt
from batch_relay.domain.history import Snapshot
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.routes import runs
from tests.examples import analysis, analysis_key
from tests.in_process import NOW
from tests.unit.routes.conftest import RUN


def test_a_run_starts(http, put_workflow, post_csv):
    put_workflow()
    post_csv()
    reply = http.post("/projects/p/runs/famli")
    assert reply.status_code == 202
    assert reply.json()["samples"] == {"PENDING": 2}


def test_a_run_may_start_chosen_samples(http, ports, put_workflow, post_csv):
    put_workflow()
    post_csv()
    body = {"samples": ["b"]}
    reply = http.post("/projects/p/runs/famli", json=body).json()
    assert reply["chosen"] == 1
    assert ports.starts.sent[0].only == ("b",)


def test_whoever_starts_or_resubmits_a_run_owns_it(http, run, ports, begun):
    (key,) = ports.runs.runs
    assert ports.runs.get(key).owner == "arn:aws:iam::111122223333:user/me"
    ports.runs.runs[key] = replace(ports.runs.get(key), owner="")
    begun("a", SampleStatus.FAILED)
    http.post(f"{run}/resubmit")
    assert ports.runs.get(key).owner.endswith("user/me")


@pytest.mark.parametrize("body", ["{", '{"sample": ["a"]}', '{"samples": []}', '{"priority": -1}'])
def test_a_misshapen_body_is_refused(http, run, body):
    reply = http.post(run, content=body)
    assert reply.status_code == 422
    assert reply.json()["problems"][0]["column"].startswith("body")


def test_a_body_of_another_type_is_unsupported(http, run):
    assert http.post(run, content="x", headers={"Content-Type": "text/plain"}).status_code == 415


def test_another_start_begins_beside_the_run_on_its_way(http, run):
    reply = http.post(run, json={"samples": ["a"]})
    assert reply.status_code == 202
    assert (reply.json()["generation"], reply.json()["chosen"]) == (2, 1)


def test_a_run_tells_its_analyses(http, run):
    analyses = http.get(run).json()["analyses"]
    nothing = {"jobs": 0, "vcpu_hours": 0, "gib_hours": 0, "dollars": 0}
    trim = {"index": 0, "job_definition": "trim:1", "statuses": {}, "failures": {}}
    assert analyses == [trim | {"used": nothing, "wasted": nothing}]


def test_a_run_that_was_never_started_is_not_found(http, run):
    assert http.get("/projects/p/runs/nix").status_code == 404
    assert http.get("/projects/p/runs/nix/samples").status_code == 404


def test_the_history_of_a_run_ends_with_the_present(http, run, ports):
    (key,) = ports.runs.runs
    counts = {SampleStatus.PENDING: 2}
    ports.history.note(key, Snapshot(at=NOW - timedelta(minutes=3), samples=counts))
    ports.runs.counters[key] = {"count#SAMPLE#SUCCEEDED": 1, "count#STARTED#1": 1}
    told = http.get(f"{run}/history").json()
    assert [one["samples"].get("SUCCEEDED") for one in told["items"]] == [None, 1]
    assert told["finish"] == "2026-01-01T12:03:00Z"


def test_the_history_of_a_run_that_is_over_does_not_go_on(http, run, ports):
    (key,) = ports.runs.runs
    noted = NOW - timedelta(days=7)
    ports.history.note(key, Snapshot(at=noted, samples={SampleStatus.RUNNING: 2}))
    ports.runs.counters[key] = {"count#SAMPLE#SUCCEEDED": 2, "count#STARTED#1": 2}
    told = http.get(f"{run}/history").json()["items"]
    assert told[-1] == {"at": "2025-12-25T12:01:00Z", "samples": {"SUCCEEDED": 2}}


def test_samples_are_listed_by_status(http, run, begun):
    begun("a", SampleStatus.FAILED)
    begun("b")
    items = http.get(f"{run}/samples?status=FAILED").json()["items"]
    assert [(each["sample"], each["status"]) for each in items] == [("a", "FAILED")]


def test_an_unknown_status_is_refused(http, run):
    assert http.get(f"{run}/samples?status=LOST").json()["problems"][0]["column"] == "query.status"


def test_a_sample_of_any_legal_name_is_found(http, run, begun):
    begun("S 1+a:b@c=d")
    reply = http.get(f"{run}/samples/S%201%2Ba%3Ab%40c%3Dd")
    assert reply.json()["sample"] == "S 1+a:b@c=d"


def test_a_sample_that_has_not_begun_is_not_found(http, run):
    assert http.get(f"{run}/samples/a").status_code == 404


def tried(ports, begun, count=1):
    """Sample a has failed so many attempts at its first analysis."""
    past = Attempt(
        generation=1,
        number=1,
        job_id="job-1",
        queue="spot",
        memory=512,
        status=AnalysisStatus.FAILED,
        submitted_at=NOW,
    )
    history = tuple(replace(past, number=n, job_id=f"job-{n}") for n in range(1, count + 1))
    begun("a", SampleStatus.FAILED)
    version = ports.workflows.newest["famli"].version
    given = {"status": AnalysisStatus.FAILED, "history": history, "job_id": f"job-{count}"}
    key = analysis_key(name="a", of=RUN)
    ports.analyses.save(analysis(key, attempt=count, version=version, **given))


def test_an_attempt_tells_what_its_job_was_given(http, run, ports, begun):
    tried(ports, begun)
    (attempt,) = http.get(f"{run}/samples/a").json()["analyses"][0]["attempts"]
    assert attempt["settings"]["parameters"] == {"reads": "a"}


def test_an_answer_too_large_has_the_settings_of_the_last_attempt(
    http, run, ports, begun, monkeypatch
):
    tried(ports, begun, 3)
    monkeypatch.setattr(runs, "LARGEST_PAGE", 100)
    attempts = http.get(f"{run}/samples/a").json()["analyses"][0]["attempts"]
    assert [bool(each["settings"]) for each in attempts] == [False, False, True]


def test_a_page_of_large_samples_has_fewer_of_them(http, begun, monkeypatch):
    for number in range(8):
        begun(f"S{number}")
    whole = len(http.get("/projects/p/runs/famli/samples").content)
    monkeypatch.setattr(runs, "LARGEST_PAGE", whole // 3)
    page = http.get("/projects/p/runs/famli/samples").json()
    more = http.get("/projects/p/runs/famli/samples", params={"after": page["next"]}).json()
    assert len(page["items"]) < 8
    assert page["items"][0] not in more["items"]


def test_a_dry_run_says_how_many_jobs_it_would_be(http, ports, put_workflow, post_csv):
    put_workflow()
    post_csv()
    reply = http.post("/projects/p/runs/famli?dry_run=true")
    assert (reply.status_code, reply.json()["jobs"], reply.json()["runs"]) == (200, 2, 0)
    assert ports.runs.runs == {}


def test_a_misspelled_dry_run_starts_nothing(http, ports, put_workflow, post_csv):
    put_workflow()
    post_csv()
    reply = http.post("/projects/p/runs/famli?dryrun=true")
    assert (reply.status_code, reply.json()["detail"]) == (422, "There is no parameter dryrun.")
    assert ports.runs.runs == {}


def test_a_priority_is_taken_where_a_queue_shares_fairly(http, run, ports):
    ports.catalog.fair.add("spot")
    reply = http.post(run, json={"samples": ["a"], "priority": 7})
    assert (reply.status_code, reply.json()["priority"]) == (202, 7)
    assert http.get(run).json()["priority"] == 7


def test_a_priority_is_refused_where_none_does(http, run):
    reply = http.post(run, json={"samples": ["a"], "priority": 7})
    assert (reply.status_code, reply.json()["problems"][0]["column"]) == (422, "priority")
    assert http.get(run).json()["generation"] == 1
