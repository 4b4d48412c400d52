"""What SubmitJob is asked for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.adapters.batch import request
from batch_relay.domain.attempts import AnalysisKey, AttemptKey
from batch_relay.domain.overrides import with_resource_requirements
from batch_relay.domain.resources import with_resources
from tests import strategies
from tests.examples import attempt, job
from tests.unit.adapters.shapes import faults

# Tags: 128 characters for a key, 256 for a value; letters, digits, spaces and _.:/=+-@.
TAG_VALUE = r"[\w .:/=+@-]{1,256}"


def asked(one=None, **changes):
    return request(one or job(**changes), attempt(2, generation=3, index=1), "stack")


def variables(body):
    return {one["name"]: one["value"] for one in body["containerOverrides"]["environment"]}


@pytest.mark.parametrize(
    "overrides",
    [
        {},
        {"command": ["run"], "environment": [{"name": "A", "value": "b"}]},
        {"resourceRequirements": [{"type": "GPU", "value": "1"}], "instanceType": "m5.large"},
        with_resource_requirements({"vcpus": 2, "memory": 2_000}),
    ],
)
def test_the_request_is_of_the_shape_that_aws_describes(overrides):
    body = asked(container_overrides=overrides)
    assert faults(body, "SubmitJobRequest", of="batch") == ""


def test_a_share_goes_with_its_priority():
    body = asked(share="smith", priority=3)
    assert (body["shareIdentifier"], body["schedulingPriorityOverride"]) == ("smith", 3)
    assert faults(body, "SubmitJobRequest", of="batch") == ""


def test_a_job_without_a_share_names_no_priority():
    assert not {"shareIdentifier", "schedulingPriorityOverride"} & asked(priority=3).keys()


def test_the_request_asks_for_what_was_rendered():
    body = asked()
    assert (body["jobName"], body["jobQueue"], body["jobDefinition"]) == (
        job().name,
        "spot",
        "tool",
    )
    assert body["parameters"] == {"sample": "S1"}
    assert body["timeout"] == {"attemptDurationSeconds": 3600}


def test_batch_itself_tries_once():
    assert asked()["retryStrategy"] == {"attempts": 1}


def test_tags_tell_the_owner_and_the_attempt_and_reach_the_task():
    body = asked()
    assert body["tags"]["batch-relay"] == "stack"
    assert AttemptKey.from_tags(body["tags"]) == attempt(2, generation=3, index=1)
    assert body["propagateTags"] is True


def test_variables_tell_the_job_who_it_is():
    assert variables(asked()) == {
        "BATCH_RELAY_PROJECT": "p",
        "BATCH_RELAY_WORKFLOW": "w",
        "BATCH_RELAY_SAMPLE": "S1",
        "BATCH_RELAY_ANALYSIS": "1",
        "BATCH_RELAY_GENERATION": "3",
        "BATCH_RELAY_ATTEMPT": "2",
    }


def test_variables_of_the_workflow_are_kept_and_the_job_is_left_as_it_was():
    given = job(container_overrides={"environment": [{"name": "DB", "value": "x"}]})
    assert variables(asked(given))["DB"] == "x"
    assert given.container_overrides == {"environment": [{"name": "DB", "value": "x"}]}


@pytest.mark.parametrize("legacy", [{"memory": 512}, {"memory": 512, "vcpus": 4}])
def test_more_memory_takes_the_place_of_the_older_form(legacy):
    one = with_resources(job(container_overrides=legacy), queue="", memory=1_024)
    overrides = asked(one)["containerOverrides"]
    assert "memory" not in overrides
    assert {"type": "MEMORY", "value": "1024"} in overrides["resourceRequirements"]
    assert faults(asked(one), "SubmitJobRequest", of="batch") == ""


def test_an_attempt_may_have_a_queue_and_memory_of_its_own():
    body = asked(with_resources(job(), queue="on-demand", memory=2_048))
    assert body["jobQueue"] == "on-demand"
    assert body["containerOverrides"]["resourceRequirements"] == [
        {"type": "MEMORY", "value": "2048"}
    ]


def test_an_array_is_asked_for_with_its_size_and_its_indices():
    body = asked(indices="3-9,17")
    assert body["arrayProperties"] == {"size": 8}
    assert variables(body)["BATCH_RELAY_ARRAY_INDICES"] == "3-9,17"
    assert faults(body, "SubmitJobRequest", of="batch") == ""


def test_the_last_index_of_an_array_is_asked_for_as_a_single_job():
    body = asked(indices="17")
    assert "arrayProperties" not in body
    assert variables(body)["BATCH_RELAY_ARRAY_INDICES"] == "17"


def test_whoever_asked_for_a_job_is_its_owner():
    arn = "arn:aws:sts::111122223333:assumed-role/lab/me@x.org"
    tags = request(job(owner=arn), attempt(), "stack")["tags"]
    assert tags["owner"] == arn
    assert AttemptKey.from_tags(tags) == attempt()
    assert "owner" not in request(job(), attempt(), "stack")["tags"]


def test_a_job_names_the_request_that_it_acts_for():
    body = request(job(correlation_id="request-7"), attempt(), "stack")
    assert body["tags"]["correlation_id"] == "request-7"
    assert "correlation_id" not in request(job(), attempt(), "stack")["tags"]


@given(st.text(max_size=600))
def test_whatever_an_owner_is_called_is_the_value_of_a_tag(owner):
    tags = request(job(owner=owner), attempt(), "stack")["tags"]
    assert all(re.fullmatch(TAG_VALUE, value) and len(value) <= 256 for value in tags.values())


@given(key=strategies.analysis_keys, generation=strategies.numbers, number=strategies.numbers)
def test_any_attempt_is_read_back_from_its_tags(key: AnalysisKey, generation, number):
    one = AttemptKey(key=key, generation=generation, number=number)
    tags = request(job(), one, "stack")["tags"]
    assert AttemptKey.from_tags({"resourceArn": "arn:aws:batch:…", **tags}) == one
    assert all(re.fullmatch(TAG_VALUE, value) for value in tags.values())
