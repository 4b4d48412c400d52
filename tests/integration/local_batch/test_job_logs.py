"""What jobs wrote, read from the emulator's CloudWatch Logs."""

import pytest

from batch_relay.adapters.cloudwatch_logs import CloudWatchLogs
from batch_relay.compute.job_logs import read_job
from batch_relay.domain.errors import NotFoundError


@pytest.fixture
def read(server, jobs):
    logs = CloudWatchLogs(server.client("logs"))
    return lambda job, **which: [line.message for line in read_job(jobs.batch, logs, job, **which)]


def test_all_that_a_job_wrote_is_read(jobs, read):
    job = jobs.run("sh", "-c", "for i in 1 2 3; do echo line $i; done")["jobId"]
    assert read(job) == ["line 1", "line 2", "line 3"]


def test_each_attempt_has_lines_of_its_own(jobs, read):
    again = {"retryStrategy": {"attempts": 2}}
    job = jobs.run("sh", "-c", "echo attempt $AWS_BATCH_JOB_ATTEMPT; exit 1", **again)["jobId"]
    assert [read(job, attempt=1), read(job, attempt=2)] == [["attempt 1"], ["attempt 2"]]
    assert read(job) == ["attempt 2"]


def test_an_attempt_that_was_not_made_is_told(jobs, read):
    job = jobs.run("true")["jobId"]
    with pytest.raises(NotFoundError, match="was attempted 1 times, not 3"):
        read(job, attempt=3)


def test_a_job_that_has_not_begun_says_so(jobs, read):
    first = jobs.submit("sleep", "5")
    waiting = jobs.submit("true", dependsOn=[{"jobId": first}])
    with pytest.raises(NotFoundError, match="PENDING and has written nothing"):
        read(waiting)
    jobs.batch.terminate_job(jobId=first, reason="enough")
