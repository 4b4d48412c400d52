"""One contract for History: in memory and on AWS."""

from datetime import timedelta

import pytest

from batch_relay.adapters.dynamodb.history import DynamoHistory
from batch_relay.domain.history import Snapshot
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import SampleStatus
from tests.examples import RUN, START

MINUTE = timedelta(minutes=1)


def snapshot(minutes, **samples):
    counts = {SampleStatus(status): n for status, n in samples.items()}
    return Snapshot(at=START + minutes * MINUTE, samples=counts)


@pytest.fixture
def history(store):
    return store.history


def test_a_run_has_no_history_at_first(history):
    assert history.read(RUN) == ()
    assert history.lacks(RUN, START)


def test_snapshots_are_read_back_in_their_order(history):
    second, first = snapshot(61, FAILED=1), snapshot(2, RUNNING=2, PENDING=3)
    history.note(RUN, second)
    history.note(RUN, first)
    assert history.read(RUN) == (first, second)


def test_the_first_note_of_a_minute_stays(history):
    history.note(RUN, snapshot(0, RUNNING=2))
    history.note(RUN, snapshot(0, SUCCEEDED=2))
    assert history.read(RUN) == (snapshot(0, RUNNING=2),)
    assert not history.lacks(RUN, START)
    assert history.lacks(RUN, START + MINUTE)


def test_runs_have_histories_of_their_own(history):
    history.note(RunKey(project="p", workflow="w2"), snapshot(0, RUNNING=2))
    assert history.read(RUN) == ()
    assert history.lacks(RUN, START)


def test_another_function_writes_the_same_minute_no_more(table, dynamodb_store):
    dynamodb_store.history.note(RUN, snapshot(0, RUNNING=2))
    other = DynamoHistory(*table)
    assert other.lacks(RUN, START)
    other.note(RUN, snapshot(0, RUNNING=3))
    assert not other.lacks(RUN, START)
    assert other.read(RUN) == (snapshot(0, RUNNING=2),)
