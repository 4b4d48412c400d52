"""Counters' names as attributes: short, and each of its own."""

from dataclasses import fields
from pathlib import Path

import pytest

from batch_relay.adapters.dynamodb.counter_names import RUNNING_SAMPLES, attribute, counters_of
from batch_relay.adapters.dynamodb.runs import _fields as run_item
from batch_relay.domain.attempts import NOT_SUBMITTED
from batch_relay.domain.failure_rules import RULES
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.usage import Usage, Use
from tests.examples import run

TEMPLATE = Path(__file__).parents[3] / "template.yaml"
# A sample that waits to be started is not counted.
SAMPLES = [f"count#SAMPLE#{one}" for one in SampleStatus if one is not SampleStatus.PENDING]
ANALYSES = [f"count#ANALYSIS#{n}#{one}" for n in (0, 99) for one in AnalysisStatus]
USED = [f"count#USED#{n}#{use}#{one.name}" for n in (0, 99) for use in Use for one in fields(Usage)]
FAILURES = [
    f"count#FAILURE#{n}#{rule}"
    for n in (0, 99)
    for rule in (*(r.name for r in RULES), NOT_SUBMITTED)
]
ALL = [*SAMPLES, *ANALYSES, *USED, *FAILURES, "count#STARTED#1", "count#STARTED#12"]


@pytest.mark.parametrize("counter", ALL)
def test_a_counter_is_read_back_by_its_name(counter):
    assert counters_of({attribute(counter): 7}) == {counter: 7}


def test_no_two_counters_share_an_attribute():
    assert len(set(map(attribute, ALL))) == len(ALL)


def test_nothing_else_that_a_run_has_is_taken_for_a_counter():
    assert counters_of(run_item(run())) == {}


def test_announce_is_woken_by_the_attribute_that_counts_running_samples():
    assert f'"NewImage": {{"{RUNNING_SAMPLES}":' in TEMPLATE.read_text()
