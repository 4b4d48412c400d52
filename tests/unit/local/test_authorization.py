import json
from types import SimpleNamespace

import pytest

from batch_relay.local.authorization import action, batch_resource, filled, log_resource, noting

PREFIX = "arn:aws:batch:us-east-1:000000000000"


def resource(path, **request):
    return batch_resource(path, json.dumps(request).encode(), prefix=PREFIX)


def test_a_submission_is_about_its_queue():
    named = resource("/v1/submitjob", jobName="j", jobQueue="default")
    assert named == f"{PREFIX}:job-queue/default"


def test_a_queue_may_be_named_by_its_arn():
    arn = f"{PREFIX}:job-queue/default"
    assert resource("/v1/submitjob", jobQueue=arn) == arn


@pytest.mark.parametrize("path", ["/v1/terminatejob", "/v1/canceljob"])
def test_the_end_of_a_job_is_about_the_job(path):
    assert resource(path, jobId="1", reason="r") == f"{PREFIX}:job/1"


@pytest.mark.parametrize("path", ["/v1/describejobs", "/v1/listjobs"])
def test_reading_is_about_nothing_in_particular(path):
    assert resource(path, jobQueue="default") == "*"


@pytest.mark.parametrize("operation", ["SendMessage", "SendMessageBatch"])
def test_ten_messages_need_the_permission_of_one(operation):
    target = {"x-amz-target": f"AmazonSQS.{operation}"}
    assert action("sqs", "POST", "/", target, b"{}", {}) == "sqs:SendMessage"


def test_reading_a_log_is_about_its_stream():
    group = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/batch/job"
    assert log_resource(group, b'{"logStreamName": "a/1"}') == f"{group}:log-stream:a/1"
    assert log_resource(group, b"") == group


def test_each_permission_that_is_used_is_noted_once(tmp_path):
    decisions = {"s3:GetObject": "Allow", "s3:PutObject": "ImplicitDeny"}
    decide = noting(
        lambda asked, _: SimpleNamespace(decision=decisions[asked.action]), tmp_path / "used"
    )
    for name in ("s3:GetObject", "s3:PutObject", "s3:GetObject"):
        decide(SimpleNamespace(principal_arn="arn:role", action=name), [])
    assert (tmp_path / "used").read_text() == "arn:role s3:GetObject\n"


POLICY = ["arn:aws:execute-api:x:1:api/v1/*/projects/${aws:PrincipalTag/batch-relay-lab}_*"]


def test_a_variable_of_a_policy_is_the_callers_tag():
    smith = SimpleNamespace(principal_keys={"aws:principaltag/batch-relay-lab": "smith"})
    assert filled(POLICY, smith) == ["arn:aws:execute-api:x:1:api/v1/*/projects/smith_*"]


def test_without_the_tag_it_matches_nothing():
    assert filled(POLICY, SimpleNamespace(principal_keys={})) == POLICY
