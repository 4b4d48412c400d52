"""The table's stream, as Lambda hands it on."""

import json
from pathlib import Path

import pytest

from batch_relay.adapters.dynamodb import keys
from batch_relay.adapters.dynamodb.counters import to_changes
from batch_relay.domain.runs import RunKey
from tests.unit.adapters.shapes import faults

EVENTS = sorted(Path(__file__).parents[3].glob("events/count_statuses/*.json"))
PROFILE = RunKey(project="amplicon", workflow="profile")


def records(name):
    (path,) = (path for path in EVENTS if path.stem == name)
    return json.loads(path.read_text())["Records"]


@pytest.mark.parametrize("name", [path.stem for path in EVENTS])
def test_a_record_is_of_the_shape_that_aws_describes(name):
    told = [record["dynamodb"] for record in records(name)]
    assert [faults(one, "StreamRecord", of="dynamodbstreams") for one in told] == [""] * len(told)


def names(name):
    """Return the counters that each change leaves and enters."""
    changes = to_changes(records(name))
    return [tuple(one and one.name for one in (change.old, change.new)) for change in changes]


def test_a_sample_that_began_stands_where_it_stood_nowhere():
    assert names("sample_began") == [(None, "count#SAMPLE#RUNNING")]
    assert names("sample_began_again") == [("count#SAMPLE#FAILED", "count#SAMPLE#RUNNING")]


def test_an_analysis_moves_from_one_status_to_the_next():
    submitting, submitted = "count#ANALYSIS#0#SUBMITTING", "count#ANALYSIS#0#SUBMITTED"
    assert names("analysis_moved") == [(None, submitting), (submitting, submitted)]


def test_a_removed_sample_stands_nowhere():
    assert names("sample_removed") == [("count#SAMPLE#SUCCEEDED", None)]


def test_a_change_knows_its_run_and_its_place_in_the_stream():
    (change,) = to_changes(records("sample_began"))
    assert (change.run, change.sequence) == (PROFILE, 405400000000031417269)
    assert keys.sample(PROFILE, "S1")["pk"].endswith(f"#{change.bucket}")


def test_runs_and_outputs_and_what_expired_are_passed_over():
    assert list(to_changes(records("other_items"))) == []
