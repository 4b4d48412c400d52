"""Prices of queues, budgets of runs, and what jobs used, over HTTP."""

import pytest

from batch_relay.domain.usage import Usage, Use

SPOT = {"vcpu_hour": 0.0162, "gib_hour": 0.0018}


@pytest.fixture
def priced(http, run):
    http.put("/prices/spot", json=SPOT)
    return run


def test_a_price_is_set_listed_and_taken_away(http):
    assert http.put("/prices/spot", json=SPOT).json() == {"prices": [SPOT | {"queue": "spot"}]}
    assert http.get("/prices").json()["prices"][0]["queue"] == "spot"
    assert http.delete("/prices/spot").json() == {"prices": []}


@pytest.mark.parametrize("wrong", [{"vcpu_hour": -1}, {"gib_hour": "x"}, {"gpu_hour": 1}])
def test_a_price_that_is_none_is_refused(http, wrong):
    assert http.put("/prices/spot", json=SPOT | wrong).status_code == 422


def test_a_queue_that_can_not_be_is_refused(http):
    reply = http.put("/prices/a.b", json=SPOT)
    assert (reply.status_code, "'a.b' can't be" in reply.json()["detail"]) == (422, True)


def test_a_run_may_start_with_a_budget(http, priced, ports):
    reply = http.post(priced, json={"budget": 50})
    assert (reply.status_code, reply.json()["budget"]) == (202, 50)


def test_a_budget_without_a_price_is_refused_before_anything_begins(http, run, ports):
    before = len(ports.starts.sent)
    reply = http.post(run, json={"samples": ["a"], "budget": 50})
    assert (reply.status_code, len(ports.starts.sent)) == (422, before)
    assert "admin prices set spot" in reply.json()["detail"]


def test_a_budget_is_set_and_taken_away(http, priced):
    assert http.post(f"{priced}/budget", json={"budget": 0.5}).json()["budget"] == 0.5
    assert http.post(f"{priced}/budget", json={"budget": None}).json()["budget"] is None


@pytest.mark.parametrize("body", [{}, {"budget": -1}, {"budget": "much"}])
def test_a_budget_that_is_none_is_refused(http, priced, body):
    assert http.post(f"{priced}/budget", json=body).status_code == 422


def test_a_run_past_its_budget_says_so(http, priced, ports):
    (key,) = ports.runs.runs
    ports.runs.counters[key] = {"count#USED#0#wasted#cost": 2_000_000}
    reply = http.post(f"{priced}/budget", json={"budget": 1}).json()
    assert (reply["status"], reply["reason"]) == (
        "OVER_BUDGET",
        "$2.00 are spent of a budget of $1.00",
    )


def test_a_run_tells_what_it_used_and_what_of_it_was_wasted(http, priced, ports):
    (key,) = ports.runs.runs
    hour = {"vcpu_ms": 3_600_000, "mib_ms": 1024 * 3_600_000, "jobs": 1, "cost": 18_000}
    for use in Use:
        counters = ports.runs.counters.setdefault(key, {})
        counters.update({f"count#USED#0#{use}#{name}": n for name, n in hour.items()})
    told = http.get(priced).json()
    assert told["used"] == {"jobs": 2, "vcpu_hours": 2, "gib_hours": 2, "dollars": 0.036}
    assert told["wasted"] == told["analyses"][0]["wasted"]
    assert ports.runs.get(key).usage(use=Use.WASTED) == Usage(**hour)
