"""What a sample's execution is called, and what it is told."""

import json
import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.stepfunctions import execution_input, execution_name
from batch_relay.domain.runs import RunKey
from tests import strategies
from tests.examples import sample
from tests.unit.adapters.shapes import faults

MACHINE = Path(__file__).parents[3] / "statemachines" / "sample.asl.json"
ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:sample"


@given(state=strategies.samples)
def test_a_name_is_legal(state):
    name = execution_name(state)
    assert re.fullmatch("[A-Za-z0-9_-]{1,80}", name)
    request = {"stateMachineArn": ARN, "name": name, "input": "{}"}
    assert faults(request, "StartExecutionInput", of="stepfunctions") == ""


@given(one=strategies.samples, other=strategies.samples)
def test_samples_are_called_differently_in_every_run_and_generation(one, other):
    def identity(state):
        return (state.run, state.sample.name, state.generation)

    assert (execution_name(one) == execution_name(other)) == (identity(one) == identity(other))


def test_names_that_look_alike_once_cleaned_are_told_apart():
    alike = {execution_name(sample(name)) for name in ("a b", "a_b", "a+b", "a.b")}
    assert len(alike) == 4


def test_names_that_share_a_long_start_are_told_apart():
    long = "x" * 127
    assert execution_name(sample(f"{long}a")) != execution_name(sample(f"{long}b"))


def test_project_and_sample_are_not_mixed_up():
    one = sample("b-c", of=RunKey(project="a", workflow="w"))
    other = sample("c", of=RunKey(project="a-b", workflow="w"))
    assert execution_name(one) != execution_name(other)


def test_a_repeated_start_has_the_same_name():
    assert execution_name(sample()) == execution_name(replace(sample(), reason="again"))


def test_the_state_machine_is_told_everything_it_reads():
    read = set(re.findall(r"Execution\.Input\.(\w+)", MACHINE.read_text()))
    assert read | {"analyses"} == execution_input(sample()).keys()


def test_the_input_leads_to_the_samples_item():
    told = execution_input(sample(analyses=3))
    assert {"pk": told["pk"], "sk": told["sk"]} == keys.sample(sample().run, "S1")
    assert told["analyses"] == [0, 1, 2]


def test_the_largest_input_is_far_below_the_quota():
    longest = sample("x" * 128, of=RunKey(project="p" * 100, workflow="w" * 100), analyses=100)
    assert len(json.dumps(execution_input(longest))) < 2_000
