import pytest

from batch_relay.domain.statuses import AnalysisStatus, JobStatus
from batch_relay.wire.samples import AnalysisItem
from tests.examples import analysis, change


def numbers(state):
    return [each.number for each in AnalysisItem.of(state, "align:1").attempts]


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        (analysis(), [1]),
        (analysis(status=AnalysisStatus.RUNNING, job_id="job-1"), [1]),
        (analysis(status=AnalysisStatus.SKIPPED), []),
        (analysis(status=AnalysisStatus.FAILED), []),
    ],
    ids=["intent", "running", "skipped", "refused"],
)
def test_an_attempt_is_listed_once_there_is_or_will_be_a_job(state, listed):
    assert numbers(state) == listed


def test_an_attempt_that_ended_is_listed_once():
    failed = change(status=JobStatus.FAILED)
    state = analysis(status=AnalysisStatus.RESUBMITTING).ended(AnalysisStatus.FAILED, failed)
    assert numbers(state) == [1]
