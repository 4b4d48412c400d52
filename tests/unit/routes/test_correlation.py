"""What a request is called: by who sends it, or by the gateway."""

import json

import pytest

from batch_relay.adapters.sqs import to_start
from tests.unit.routes.conftest import CSV, RUN

NAMED = {"x-correlation-id": "plate-7.Ab_1"}


def name_of(reply):
    return reply.headers["x-correlation-id"]


def test_a_request_is_called_as_its_sender_says(http):
    assert name_of(http.get("/", headers=NAMED)) == "plate-7.Ab_1"


@pytest.mark.parametrize("name", ["", "-x", "a b", 'a"b', "x" * 65, "a\tb", "{}"])
def test_what_is_no_name_is_not_taken(http, name):
    assert len(name_of(http.get("/", headers={"x-correlation-id": name}))) == len("0" * 32)


def test_no_two_requests_are_called_the_same_unless_they_say_so(http):
    assert name_of(http.get("/")) != name_of(http.get("/"))


def test_an_error_says_it_too(http):
    assert name_of(http.get("/nowhere", headers=NAMED)) == "plate-7.Ab_1"


def test_every_line_of_the_log_says_it(http, log):
    http.get("/", headers=NAMED)
    http.get("/")
    first, second = (line["correlation_id"] for line in log())
    assert (first, len(second)) == ("plate-7.Ab_1", len("0" * 32))


def test_the_audit_trail_says_it(http, ports, post_csv):
    post_csv(headers=NAMED)
    assert {entry.correlation_id for entry in ports.audit.entries.values()} == {"plate-7.Ab_1"}


def test_a_run_says_which_request_began_it(http, put_workflow, post_csv):
    put_workflow()
    reply = post_csv(workflow="famli", headers=NAMED)
    assert reply.json()["run"]["correlation_id"] == "plate-7.Ab_1"
    assert http.get("/projects/p/runs/famli").json()["correlation_id"] == "plate-7.Ab_1"


def test_what_a_start_queues_says_it(http, run, ports):
    http.post(run, headers=NAMED, json={"samples": ["a"]})
    assert ports.starts.sent[-1].correlation_id == "plate-7.Ab_1"


def test_what_a_resubmission_queues_says_it(http, run, ports, begun):
    begun("a", "FAILED")
    http.post(f"{run}/resubmit", headers=NAMED)
    assert ports.starts.sent[-1].correlation_id == "plate-7.Ab_1"


def test_what_is_imported_from_an_upload_says_it(http, put_workflow, ports):
    put_workflow()
    wanted = {"project": "p", "workflow": "famli"}
    reply = http.post("/uploads", headers=NAMED, json=wanted)
    http.put(reply.json()["url"], content=CSV)
    assert ports.runs.get(RUN).correlation_id == "plate-7.Ab_1"


def test_a_message_of_an_earlier_version_is_read_without_it():
    message = {"project": "p", "workflow": "famli", "generation": 1, "manifest": "m"}
    assert to_start(json.loads(json.dumps(message))).correlation_id == ""


def test_who_takes_anothers_name_is_still_told_apart(http, ports):
    for _ in range(2):
        http.put("/workflows/famli", headers=NAMED, content="{}")
    entries = ports.audit.entries.values()
    assert len({entry.request for entry in entries}) == len(entries) == 2
    assert {entry.correlation_id for entry in entries} == {"plate-7.Ab_1"}
