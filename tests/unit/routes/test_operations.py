"""Cancel, pause, continue, resubmit: over HTTP."""

import pytest

from batch_relay.domain.attempts import AnalysisKey
from batch_relay.domain.messages import Release, StartChosen, Stop
from batch_relay.domain.statuses import AnalysisStatus, JobStatus, SampleStatus
from tests.examples import analysis, change
from tests.unit.routes.conftest import RUN

WHY = {"reason": "wrong reference"}


def test_cancelling_fences_the_run_and_queues_its_samples(http, run, ports, begun):
    begun("a")
    reply = http.post(f"{run}/cancel", json=WHY)
    assert reply.status_code == 202
    assert (reply.json()["status"], reply.json()["reason"]) == ("CANCELLING", "wrong reference")
    told = {"reason": "wrong reference", "correlation_id": reply.headers["x-correlation-id"]}
    assert ports.steering.sent == [Stop(run=RUN, generation=1, samples=("a",), **told)]


def test_a_run_with_a_live_sample_is_being_cancelled(http, run, ports):
    ports.runs.counters[RUN] = {"count#SAMPLE#RUNNING": 1}
    assert http.post(f"{run}/cancel", json=WHY).json()["status"] == "CANCELLING"


def test_chosen_samples_are_cancelled_and_the_run_goes_on(http, run, ports):
    chosen = WHY | {"samples": ["a"], "status": "RUNNABLE"}
    assert http.post(f"{run}/cancel", json=chosen).json()["status"] == "STARTING"
    (stop,) = ports.steering.sent
    assert (stop.samples, stop.only) == (("a",), AnalysisStatus.RUNNABLE)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "body.reason"),
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 501}, "shorten it to 500"),
        (WHY | {"samples": ["a", "x" * 2_000]}, "No sample can be named"),
        (WHY | {"samples": [7] * 1_000}, "body.samples.99: "),
        (WHY | {"sample": ["a"]}, "body.sample"),
        (WHY | {"status": "SUCCEEDED"}, "has ended"),
    ],
)
def test_a_cancel_that_is_not_clear_is_refused(http, run, ports, body, said):
    reply = http.post(f"{run}/cancel", json=body)
    assert reply.status_code == 422
    assert said in reply.json()["detail"]
    assert ports.steering.sent == []


def test_half_of_a_character_is_no_reason(http, run):
    headers = {"Content-Type": "application/json"}
    reply = http.post(f"{run}/cancel", content=r'{"reason": "\ud800"}', headers=headers)
    assert reply.status_code == 422
    assert "half of a character" in reply.json()["detail"]


def test_a_run_that_ended_by_itself_is_not_cancelled(http, run, ports):
    ports.runs.counters[RUN] = {"count#STARTED#1": 2, "count#SAMPLE#SUCCEEDED": 2}
    reply = http.post(f"{run}/cancel", json=WHY)
    assert reply.status_code == 409
    assert "it is SUCCEEDED" in reply.json()["detail"]


def test_a_run_is_paused_and_goes_on(http, run, ports, begun):
    begun("a")
    paused = http.post(f"{run}/pause").json()
    assert (paused["status"], paused["paused"]) == ("PAUSED", True)
    reply = http.post(f"{run}/continue")
    assert (reply.json()["status"], reply.json()["paused"]) == ("STARTING", False)
    correlation_id = reply.headers["x-correlation-id"]
    release = Release(run=RUN, samples=("a",), correlation_id=correlation_id)
    assert ports.steering.sent == [release]


@pytest.mark.parametrize("verb", ["cancel", "pause", "continue", "resubmit"])
def test_a_run_that_was_never_started_is_not_found(http, run, verb):
    body = WHY if verb == "cancel" else None
    assert http.post(f"/projects/nix/runs/famli/{verb}", json=body).status_code == 404


def test_what_ended_badly_is_resubmitted(http, run, ports, begun):
    begun("a", SampleStatus.FAILED)
    begun("b", SampleStatus.CANCELLED)
    begun("c", SampleStatus.SUCCEEDED)
    reply = http.post(f"{run}/resubmit")
    assert reply.status_code == 202
    assert (reply.json()["generation"], reply.json()["chosen"]) == (2, 2)
    assert ports.starts.sent[-1].samples == ("a", "b")


def test_a_status_narrows_a_resubmission(http, run, ports, begun):
    begun("a", SampleStatus.FAILED)
    begun("b", SampleStatus.SUCCEEDED)
    http.post(f"{run}/resubmit", json={"statuses": ["SUCCEEDED"]})
    assert ports.starts.sent[-1].samples == ("b",)


CHANGES = {
    "queue": "big",
    "memory": 4096,
    "vcpus": 8,
    "timeout": 90,
    "parameters": {"db": "new"},
}


def test_a_resubmission_carries_its_changes(http, run, ports, begun):
    begun("a", SampleStatus.SUCCEEDED)
    policy = {"retry": {"application": 2}}
    body = CHANGES | {"samples": ["a"], "from": "trim", "batch_relay": policy}
    assert http.post(f"{run}/resubmit", json=body).status_code == 202
    part = ports.starts.sent[-1]
    assert isinstance(part, StartChosen)
    assert {name: getattr(part.again, name) for name in CHANGES} == CHANGES
    assert (part.again.first, part.again.policy) == (0, policy)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"batch_relay": {"retry": {"attemps": 3}}}, "did you mean 'attempts'?"),
        ({"memory": 1}, "memory: the number 1 isn't a whole number from 4"),
        ({"queue": "no queue"}, "isn't the name or ARN of a job queue"),
        ({"timeout": 5}, "timeout: the number 5"),
        ({"parameters": {"db": "x" * 30_000}}, "a job takes 28672 in all"),
        ({"from": 2}, "There is no analysis 2: the workflow has 1."),
        ({"from": "trin:1"}, "did you mean 'trim:1'?"),
        ({"mem": 3}, "body.mem"),
        ({"statuses": ["RUNNING"]}, "body.statuses"),
        ({"samples": ["a"], "statuses": ["FAILED"]}, "Name samples or statuses, not both."),
        ({"samples": ["nix"]}, "was never started"),
        ({"statuses": ["SUCCEEDED"]}, "no sample of the run is SUCCEEDED"),
    ],
)
def test_a_resubmission_that_is_not_right_is_refused(http, run, ports, begun, body, said):
    begun("a", SampleStatus.FAILED)
    reply = http.post(f"{run}/resubmit", json=body)
    assert reply.status_code == 422
    assert said in reply.json()["detail"]
    assert len(ports.starts.sent) == 1


def test_an_attempt_tells_the_rule_that_decided(http, run, ports, begun):
    begun("a", SampleStatus.FAILED)
    ports.analyses.save(failed(ports.workflows.newest["famli"].version))
    (shown,) = http.get(f"{run}/samples/a").json()["analyses"]
    assert shown["attempts"][0]["rule"] == "out of memory"


def failed(version):
    key = AnalysisKey(run=RUN, sample="a", analysis=0)
    state = analysis(key, version=version, status=AnalysisStatus.FAILED)
    end = change(status=JobStatus.FAILED)
    return state.ended(AnalysisStatus.FAILED, end, "gave up", "out of memory")
