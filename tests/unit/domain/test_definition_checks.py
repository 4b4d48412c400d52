import json

import pytest

from batch_relay.domain.problems import ProblemKind
from tests.unit.domain.definition_texts import (
    FAMLI,
    OUTPUT,
    analysis,
    found,
    found_in_analysis,
    read,
    read_analysis,
)


@pytest.mark.parametrize(
    ("keys", "kind", "path"),
    [
        ({"queue": 7}, "wrong_type", "queue"),
        ({"queue": "a b"}, "invalid_value", "queue"),
        ({"job_definition": "famli:x"}, "invalid_value", "job_definition"),
        ({"outputs": OUTPUT}, "wrong_type", "outputs"),
        ({"outputs": [OUTPUT, 3]}, "wrong_type", "outputs[1]"),
        ({"outputs": ["/local/{sample}"]}, "invalid_output", "outputs[0]"),
        ({"outputs": ["s3://b/{}"]}, "invalid_template", "outputs[0]"),
        ({"parameters": []}, "wrong_type", "parameters"),
        ({"parameters": {"a": None}}, "wrong_type", "parameters.a"),
        ({"parameters": {"a": ["x"]}}, "wrong_type", "parameters.a"),
        ({"parameters": {"a b": "{x.y}"}}, "invalid_template", 'parameters["a b"]'),
        ({"timeout": True}, "wrong_type", "timeout"),
        ({"timeout": 59}, "invalid_value", "timeout"),
        ({"timeout": 60.0}, "wrong_type", "timeout"),
        ({"description": 1}, "wrong_type", "description"),
        ({"containerOverrides": []}, "wrong_type", "containerOverrides"),
        ({"containerOverrides": {"vcpus": "2"}}, "wrong_type", "containerOverrides.vcpus"),
        ({"batch_relay": {"retry": {"delay": 901}}}, "invalid_value", "batch_relay.retry.delay"),
        ({"batch_relay": {"retry": {"memory": 10}}}, "invalid_value", "batch_relay.retry.memory"),
        ({"batch_relay": {"retry": {"retries": 1}}}, "unknown_key", "batch_relay.retry.retries"),
        ({"batch_relay": {"retry": {"delay": True}}}, "wrong_type", "batch_relay.retry.delay"),
        ({"batch_relay": {"complete_when": "x"}}, "invalid_value", "batch_relay.complete_when"),
        ({"batch_relay": {"retries": {}}}, "unknown_key", "batch_relay.retries"),
        ({"retryStrategy": {"attempts": 3}}, "unknown_key", "retryStrategy"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_with_an_analysis_and_where(keys, kind, path):
    assert found_in_analysis(**keys) == [(kind, f"analyses[0].{path}")]


@pytest.mark.parametrize(
    ("overrides", "path"),
    [
        ({"command": "ls"}, "command"),
        ({"environment": [{"name": "A"}]}, "environment[0]"),
        ({"environment": [{"name": "AWS_BATCH_X", "value": ""}]}, "environment[0].name"),
        ({"environment": [{"name": "A", "value": 1}]}, "environment[0].value"),
        ({"resourceRequirements": [{"type": "CPU", "value": "1"}]}, "resourceRequirements[0].type"),
        ({"resourceRequirements": ["VCPU"]}, "resourceRequirements[0]"),
        ({"vcpus": 0}, "vcpus"),
    ],
)
def test_checks_the_overrides_it_knows(overrides, path):
    ((_, column),) = found_in_analysis(containerOverrides=overrides)
    assert column == f"analyses[0].containerOverrides.{path}"


def test_refuses_overrides_longer_than_batch_takes():
    _, problems = read_analysis(containerOverrides={"command": ["x" * 8_200]})
    (problem,) = problems.as_list()
    assert problem.kind is ProblemKind.OVERRIDES_TOO_LARGE
    assert "8192" in problem.message


@pytest.mark.parametrize(
    ("array", "path", "said"),
    [
        ({"size": 1}, ".size", "number 1 isn't a whole number from 2 to 10000."),
        ({"size": 10_001}, ".size", "isn't a whole number from 2 to 10000"),
        ({"size": True}, ".size", "not true"),
        ({"size": "{0}"}, ".size", "use the name of a variable"),
        ({}, "", "The key 'size' is missing"),
        ({"size": 2, "index": 1}, ".index", "there is size"),
        (100, "", "This must be an object, not the number 100."),
    ],
)
def test_checks_an_array(array, path, said):
    _, problems = read_analysis(arrayProperties=array)
    (problem,) = problems.as_list()
    assert problem.column == f"analyses[0].arrayProperties{path}"
    assert said in problem.message


def test_an_array_is_not_complete_by_its_outputs():
    own = {"complete_when": "outputs"}
    _, problems = read_analysis(arrayProperties={"size": 2}, batch_relay=own)
    assert "when all its jobs have succeeded" in problems.as_list()[0].message


def test_overrides_of_an_array_leave_room_for_its_indices():
    overrides = {"command": ["x" * 4_200]}
    assert not read_analysis(containerOverrides=overrides)[1]
    _, problems = read_analysis(containerOverrides=overrides, arrayProperties={"size": 2})
    assert "shorten them to 4096" in problems.as_list()[0].message


def test_names_the_key_that_was_probably_meant():
    _, problems = read_analysis(paramters={}, wholly_unknown=1)
    near, far = problems.as_list()
    assert near.message.endswith("did you mean 'parameters'?")
    assert "there is arrayProperties, batch_relay, containerOverrides, description," in far.message


def test_says_where_retries_belong():
    _, problems = read_analysis(retryStrategy={"attempts": 2})
    assert '"batch_relay": {"retry": {"attempts": 3}}' in problems.as_list()[0].message


def test_names_the_line_as_an_editor_shows_it():
    text = FAMLI.replace('"queue": "spot-test"', '"queue": 5').replace("{file_name}", "{0}")
    _, problems = read(text, relaxed=True)
    assert [problem.line for problem in problems.as_list()] == [10, 11]


def test_finds_all_that_is_wrong_in_one_pass():
    analyses = [{}, analysis(timeout=1), 7]
    definition = {"workflow_name": "a b", "analyses": analyses, "batch_relay": {"retri": {}}}
    assert found(definition) == [
        (ProblemKind.ILLEGAL_NAME, "workflow_name"),
        *[(ProblemKind.MISSING_KEY, "analyses[0]")] * 3,
        (ProblemKind.INVALID_VALUE, "analyses[1].timeout"),
        (ProblemKind.WRONG_TYPE, "analyses[2]"),
        (ProblemKind.UNKNOWN_KEY, "batch_relay.retri"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[]", ProblemKind.WRONG_TYPE),
        ("{", ProblemKind.INVALID_JSON),
        ('{"workflow_name": "w", "analyses": []}', ProblemKind.INVALID_VALUE),
        ('{"workflow_name": "w"}', ProblemKind.MISSING_KEY),
        ('{"workflow_name": "w", "analyses": {}}', ProblemKind.WRONG_TYPE),
    ],
)
def test_refuses_what_is_no_definition(text, kind):
    assert [kind for kind, _ in found(text)] == [kind]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("NaN", ProblemKind.INVALID_VALUE),
        ("1e999", ProblemKind.INVALID_VALUE),
        ('"\\ud800"', ProblemKind.INVALID_VALUE),
        ('"x", "x": "y"', ProblemKind.DUPLICATE_KEY),
    ],
)
def test_refuses_what_cannot_be_stored(value, kind):
    text = json.dumps({"workflow_name": "w", "analyses": [analysis()], "x": 0})
    assert [kind for kind, _ in found(text.replace('"x": 0', f'"x": {value}'))] == [kind]
