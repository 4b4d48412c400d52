"""What a workflow, an analysis and a resubmission say about failures."""

import json
from dataclasses import fields

import pytest

from batch_relay.domain.analysis_checks import OWN, RETRY, check_policy
from batch_relay.domain.definitions import CompleteWhen, Policy, read_definition, refine
from batch_relay.domain.failure_classes import Budget
from batch_relay.domain.json_checks import Place
from batch_relay.domain.problems import Problems

ANALYSIS = {"job_definition": "tool:1", "queue": "spot", "outputs": ["s3://b/k"]}


def policy_of(*, workflow=None, analysis=None):
    """The policy of an analysis whose workflow and which itself have these keys."""
    problems = Problems()
    definition = {
        "workflow_name": "w",
        "batch_relay": workflow or {},
        "analyses": [ANALYSIS | {"batch_relay": analysis or {}}],
    }
    read = read_definition(json.dumps(definition), problems=problems)
    assert not problems.as_list()
    return read.analyses[0].policy


def problems_of(own):
    """What is wrong with a key batch_relay."""
    problems = Problems()
    check_policy(Place(problems=problems, lines={}, path="batch_relay"), own)
    return [(problem.column, problem.message) for problem in problems.as_list()]


@pytest.mark.parametrize(
    ("retry", "resubmissions"),
    [
        ({}, (5, 3, 0)),
        ({"attempts": 1}, (5, 3, 0)),
        ({"attempts": 4}, (5, 3, 3)),
        ({"attempts": 4, "application": 0}, (5, 3, 0)),
        ({"application": 2}, (5, 3, 2)),
        ({"infrastructure": 9, "memory": 0}, (9, 0, 0)),
    ],
)
def test_each_kind_of_failure_has_a_budget(retry, resubmissions):
    policy = policy_of(analysis={"retry": retry})
    assert tuple(map(policy.resubmissions, Budget)) == resubmissions


def test_a_job_is_tried_ten_times_unless_told_otherwise():
    assert policy_of().most_attempts == 10
    assert policy_of(analysis={"retry": {"attempts": 4}}).most_attempts == 4


def test_an_analysis_refines_its_workflows_policy_key_by_key():
    workflow = {"retry": {"memory": 1, "delay": 60}, "fallback_queue": "on-demand"}
    policy = policy_of(workflow=workflow, analysis={"retry": {"memory": 2}})
    assert policy == Policy(memory=2, delay=60, fallback_queue="on-demand")


def test_a_workflows_policy_is_no_variable():
    definition = {"workflow_name": "w", "batch_relay": {}, "analyses": [ANALYSIS]}
    workflow = read_definition(json.dumps(definition), problems=Problems())
    assert workflow.variables == {}


def test_a_resubmission_refines_a_policy():
    before = Policy(attempts=3, fallback_queue="on-demand")
    own = {"retry": {"max_memory": 64_000}, "complete_when": "job"}
    assert refine(before, own) == Policy(
        attempts=3,
        max_memory=64_000,
        fallback_queue="on-demand",
        complete_when=CompleteWhen.JOB,
    )


def test_nothing_refines_nothing():
    before = Policy(attempts=3)
    assert refine(before, {}) == refine(before, {"retry": {}}) == before


def test_unknown_keys_are_refused_with_a_suggestion():
    ((column, message),) = problems_of({"retry": {"infrastucture": 1}})
    assert column == "batch_relay.retry.infrastucture"
    assert "did you mean 'infrastructure'?" in message


@pytest.mark.parametrize("key", ["infrastructure", "memory", "application"])
@pytest.mark.parametrize("value", [-1, 10, 1.5, True, "2", None])
def test_a_budget_is_a_whole_number_below_ten(key, value):
    ((column, _),) = problems_of({"retry": {key: value}})
    assert column == f"batch_relay.retry.{key}"


def test_all_that_a_policy_holds_can_be_said():
    said = {*RETRY, *OWN} - {"retry"}
    assert said == {field.name for field in fields(Policy)}
