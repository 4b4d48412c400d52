"""The table's stream, as Lambda receives it."""

import pytest

from batch_relay.adapters.memory.runs import MemoryCounters, MemoryRuns
from batch_relay.domain.errors import UnavailableError
from batch_relay.domain.runs import RunKey
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.services.count_statuses import count_statuses
from functions.count_statuses.app import handler
from tests import examples
from tests.unit.functions.reading import said

PROFILE = RunKey(project="amplicon", workflow="profile")


@pytest.fixture
def runs():
    runs = MemoryRuns()
    runs.begin(examples.run(PROFILE))
    return runs


@pytest.fixture
def count(runs):
    counters = MemoryCounters(runs)
    return lambda changes: count_statuses(changes, counters=counters)


def test_counts_a_sample_and_its_analysis_where_they_stand(event, context, count, runs):
    handler(event("count_statuses/sample_began"), context, count=count)
    handler(event("count_statuses/analysis_moved"), context, count=count)
    counts = runs.get(PROFILE).counts
    assert counts.samples == {SampleStatus.RUNNING: 1}
    assert counts.analyses[0, AnalysisStatus.SUBMITTED] == 1


def test_a_sample_that_was_removed_is_counted_out(event, context, count, runs):
    handler(event("count_statuses/sample_removed"), context, count=count)
    assert runs.get(PROFILE).counts.samples == {SampleStatus.SUCCEEDED: -1}


def test_a_batch_that_comes_again_counts_once(event, context, count, runs):
    for _ in range(3):
        handler(event("count_statuses/sample_began"), context, count=count)
    assert runs.get(PROFILE).counts.samples == {SampleStatus.RUNNING: 1}


def test_other_items_and_what_expired_are_passed_over(event, context):
    seen = []
    handler(
        event("count_statuses/other_items"),
        context,
        count=lambda changes: seen.extend(changes) or 0,
    )
    assert seen == []


def test_a_batch_that_cannot_be_counted_comes_again_whole(event, context):
    def count(changes):
        msg = "UpdateItem: slow down"
        raise UnavailableError(msg)

    with pytest.raises(UnavailableError):
        handler(event("count_statuses/sample_began"), context, count=count)


def test_logs_one_line_a_batch(event, context, count, caplog):
    caplog.set_level("INFO")
    handler(event("count_statuses/analysis_moved"), context, count=count)
    assert said(caplog) == ["counted"]
    assert (caplog.records[0].records, caplog.records[0].runs) == (2, 1)
