import json

import pytest

from batch_relay.local.batch.service import RECLAIM_PATH
from tests.unit.local.batch.memory import SCOPE, Batch


def answer(batch, path, body=b"{}", method="POST"):
    return batch.service.answer(method, path, body, scope=SCOPE)


def test_a_refusal_has_the_shape_of_aws(empty):
    refused = answer(empty, "/v1/describejobs", b'{"jobs": 7}')
    assert refused.status == 400
    assert refused.headers["x-amzn-ErrorType"] == "ClientException"
    assert list(json.loads(refused.body)) == ["message"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"7"])
def test_a_body_that_is_no_json_object_is_refused(empty, body):
    assert answer(empty, "/v1/listjobs", body).status == 400


def test_an_unknown_path_is_refused(empty):
    assert b"no operation of AWS Batch" in answer(empty, "/v1/unknown").body


def test_a_host_is_reclaimed_on_request(batch):
    job = batch.submit()
    batch.start(job)
    body = json.dumps({"jobId": job}).encode()
    assert answer(batch, RECLAIM_PATH, body).status == 200
    assert batch.job(job)["statusReason"].startswith("Host EC2 (instance i-")
    assert b"no host runs it" in answer(batch, RECLAIM_PATH, body).body


def test_reset_forgets_everything(batch):
    job = batch.submit()
    batch.service.reset()
    assert batch.ask("DescribeJobs", jobs=[job])["jobs"] == []
    assert batch.ask("DescribeJobQueues")["jobQueues"] == []
    assert batch.host.launched == {}


def restarted(batch):
    again = Batch()
    again.service.load(json.loads(json.dumps(batch.service.dump())))
    again.service.engine.resume()
    return again


def test_a_restart_changes_nothing_about_what_has_ended(batch):
    job = batch.submit(tags={"a": "b"}, retryStrategy={"attempts": 2})
    batch.end(job, 1)
    batch.end(job, 0)
    again = restarted(batch)
    assert (again.job(job), again.events) == (batch.job(job), [])


def test_what_ran_before_a_restart_has_lost_its_host(batch):
    job = batch.submit()
    batch.start(job)
    again = restarted(batch)
    assert again.job(job)["statusReason"].startswith("Host EC2 (instance i-")
    assert again.seen(job) == ["FAILED"]


def test_what_ran_before_a_restart_is_tried_again_if_it_may_be(batch):
    job = batch.submit(retryStrategy={"attempts": 2})
    batch.start(job)
    again = restarted(batch)
    assert again.seen(job) == ["RUNNABLE", "STARTING"]
    assert len(again.job(job)["attempts"]) == 1


def test_what_waited_before_a_restart_waits_again(batch):
    running, waiting = batch.submit(containerOverrides={"vcpus": 4}), batch.submit()
    pending = batch.submit(dependsOn=[{"jobId": waiting}])
    array = batch.submit(arrayProperties={"size": 2}, dependsOn=[{"jobId": waiting}])
    again = restarted(batch)
    assert again.status(running, waiting, pending, array) == [
        "FAILED", "STARTING", "PENDING", "PENDING",
    ]  # fmt: skip
    again.end(waiting)
    assert again.status(pending, f"{array}:1") == ["STARTING", "STARTING"]
