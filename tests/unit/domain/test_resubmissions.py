"""What a resubmission changes."""

from datetime import timedelta

import pytest
from hypothesis import given

from batch_relay.domain.resubmissions import NOTHING, Resubmission
from tests import strategies
from tests.examples import EVERYTHING, START, job


def resources(one):
    asked = one.container_overrides["resourceRequirements"]
    return {each["type"]: each["value"] for each in asked}


def test_nothing_asked_for_changes_nothing():
    assert NOTHING.apply(job()) == job()
    assert NOTHING.since(0) is None


def test_everything_asked_for_is_in_the_job():
    changed = EVERYTHING.apply(job())
    assert (changed.queue, changed.timeout) == ("on-demand", 600)
    assert resources(changed) == {"MEMORY": "2048", "VCPU": "2"}
    assert changed.parameters == {"sample": "S1", "threads": "2"}


@pytest.mark.parametrize(
    ("again", "changed"),
    [
        (Resubmission(queue="on-demand"), {"queue": "on-demand"}),
        (Resubmission(timeout=60), {"timeout": 60}),
        (Resubmission(parameters={"sample": "S2"}), {"parameters": {"sample": "S2"}}),
        (Resubmission(policy={"retry": {"attempts": 5}}), {}),
        (Resubmission(first=0, asked_at=START), {}),
    ],
)
def test_one_change_leaves_the_rest_as_it_is(again, changed):
    assert again.apply(job()) == job(**changed)


@given(strategies.resubmissions)
def test_a_job_keeps_its_name_its_definition_and_its_outputs(again):
    one, changed = job(), again.apply(job())
    assert (one.name, one.definition, one.outputs) == (
        changed.name,
        changed.definition,
        changed.outputs,
    )
    assert again.apply(changed) == changed


@pytest.mark.parametrize(
    ("first", "analysis", "since"),
    [(None, 0, None), (0, 0, START), (0, 5, START), (2, 1, None), (2, 2, START), (2, 3, START)],
)
def test_outputs_must_be_new_from_the_first_analysis_on(first, analysis, since):
    assert Resubmission(first=first, asked_at=START).since(analysis) == since


@pytest.mark.parametrize("hours", [-1, 0, 1])
def test_the_time_is_that_of_the_asking(hours):
    asked_at = START + timedelta(hours=hours)
    assert Resubmission(first=0, asked_at=asked_at).since(0) == asked_at
