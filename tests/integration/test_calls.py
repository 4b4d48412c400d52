"""How much the functions ask of AWS: every call is time, and money."""

import pytest

from batch_relay.domain.statuses import AnalysisStatus
from tests.integration.calls import functions


@pytest.fixture
def counted():
    with functions() as one:
        yield one


def test_a_status_move_takes_two_calls(counted):
    calls = counted.event("running", stands=AnalysisStatus.SUBMITTED)
    assert calls == ("GetItem", "PutItem")


def test_a_job_that_succeeded_takes_at_most_five_calls(counted):
    calls = counted.event("succeeded", stands=AnalysisStatus.RUNNING)
    assert calls[-2:] == ("PutItem", "SendTaskSuccess")
    assert len(calls) <= 5


def test_the_end_of_a_completed_analysis_takes_at_most_five_calls(counted):
    calls = counted.event("succeeded", stands=AnalysisStatus.SUCCEEDED)
    assert calls[-2:] == ("PutItem", "SendTaskSuccess")
    assert len(calls) <= 5


def test_a_repeated_move_takes_one_call(counted):
    assert counted.event("running", stands=AnalysisStatus.RUNNING) == ("GetItem",)


@pytest.mark.parametrize("samples", [1, 100])
def test_the_status_of_a_run_takes_one_read_whatever_its_size(counted, samples):
    assert counted.status(samples) == ("GetItem",)
