import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from batch_relay.cli.workflow_schema import workflow_schema
from tests.pages import ROOT, pages
from tests.unit.domain.definition_texts import analysis, found

SCHEMA = workflow_schema()
VALIDATOR = Draft7Validator(SCHEMA)
JSON_BLOCK = re.compile(r"```json\n(.*?)```", re.DOTALL)
EXAMPLES = sorted((ROOT / "examples").glob("*/workflow*.json"))
# Values that may be right somewhere, and some that are right nowhere.
VALUES = st.sampled_from(
    [
        *("align:3", "s3://b/{sample}", "", "{", "a b", "outputs", "job", "EC2", "EKS", "VCPU"),
        *(0, 1, 2, 60, 10**9, 2.5, True, None, [], {}, ["a"], ["s3://b/k"], ["b/k"]),
        *(
            {"size": 5},
            {"size": "{n}"},
            {"size": 1},
            {"a": "b"},
            {"a": []},
            {"retry": {"delay": 9}},
        ),
        *({"vcpus": 2}, {"environment": [{"name": "A", "value": "b"}]}, {"command": [1]}, {"x": 1}),
        *(
            {"fallback_queue": "q"},
            {"retry": {"delay": 9}},
            {"retry": {"memory_factor": 1.5}},
            {"platform": "EKS"},
        ),
    ]
)
KEYS = st.sampled_from([*SCHEMA["definitions"]["analysis"]["properties"], "samples", "tags"])


def refused(definition):
    return [error.json_path for error in VALIDATOR.iter_errors(definition)]


def in_pages():
    blocks = (block for page in pages() for block in JSON_BLOCK.findall(page.read_text()))
    return [json.loads(block) for block in blocks if '"analyses"' in block]


def test_the_schema_checked_in_is_current():
    written = json.dumps(SCHEMA, indent=2) + "\n"
    assert (ROOT / "docs/workflow.schema.json").read_text() == written, "make reference"


def test_the_command_prints_it(relay):
    assert json.loads(relay("workflow", "schema")[1]) == SCHEMA


def test_it_is_a_schema():
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_keeps_to_it(path):
    assert refused(json.loads(path.read_text())) == []


def test_the_workflows_of_the_manual_keep_to_it_and_are_taken():
    told = in_pages()
    assert len(told) > 1
    assert [(refused(each), found(each)) for each in told] == [([], [])] * len(told)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_names_it(path):
    named = json.loads(path.read_text())["$schema"]
    assert (path.parent / named).resolve() == ROOT / "docs/workflow.schema.json"


@given(st.dictionaries(KEYS, VALUES, max_size=3), VALUES)
def test_what_is_taken_as_a_workflow_keeps_to_it(keys, policy):
    definition = {"workflow_name": "w", "analyses": [analysis(**keys)], "batch_relay": policy}
    if not found(definition):
        assert refused(definition) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"job_definition": "a b"},
        {"queue": 5},
        {"outputs": ["b/k"]},
        {"parameters": {"a": []}},
        {"containerOverrides": {"environment": [{"name": "BATCH_RELAY_X", "value": ""}]}},
        {"containerOverrides": {"resourceRequirements": [{"type": "DISK", "value": "1"}]}},
        {"arrayProperties": {"size": 1}},
        {"timeout": 59},
        {"batch_relay": {"retry": {"attempts": 11}}},
        {"batch_relay": {"platform": "LAMBDA"}},
        {"retryStrategy": {"attempts": 3}},
    ],
)
def test_what_breaks_a_rule_is_told_by_both(keys):
    definition = {"workflow_name": "w", "analyses": [analysis(**keys)]}
    assert refused(definition)
    assert found(definition)


def test_every_key_is_explained():
    properties = SCHEMA["definitions"]["analysis"]["properties"]
    assert [key for key, each in properties.items() if not each["description"]] == []
