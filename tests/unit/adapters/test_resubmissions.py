"""What a resubmission asks for, as it is written in the table and in messages."""

import json

import pytest
from hypothesis import given

from batch_relay.adapters.resubmissions import from_resubmission, to_resubmission
from batch_relay.domain.problems import Problems
from batch_relay.domain.resubmission_checks import check_resubmission
from batch_relay.domain.resubmissions import NOTHING, Resubmission
from tests import strategies
from tests.examples import EVERYTHING, START


@given(strategies.resubmissions)
def test_it_is_read_back(again):
    assert to_resubmission(from_resubmission(again)) == again


def test_everything_is_read_back():
    problems = Problems()
    check_resubmission(EVERYTHING, problems)
    assert not problems
    assert to_resubmission(from_resubmission(EVERYTHING)) == EVERYTHING


def test_nothing_is_written_as_nothing():
    assert from_resubmission(NOTHING) is None


@pytest.mark.parametrize("text", [None, ""])
def test_what_is_not_there_asks_for_nothing(text):
    assert to_resubmission(text) == NOTHING


@pytest.mark.parametrize("again", [Resubmission(first=0), Resubmission(asked_at=START)])
def test_the_first_analysis_and_a_time_alone_are_something(again):
    assert to_resubmission(from_resubmission(again)) == again


def test_what_was_not_asked_for_is_not_written():
    written = json.loads(from_resubmission(Resubmission(memory=512)))
    assert written == {"first": None, "memory": 512}
