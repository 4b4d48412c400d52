import re

import pytest

from batch_relay.local.batch.jobs.ports import Cause

HOST_LOST = r"Host EC2 \(instance i-[0-9a-f]{17}\) terminated\."


def test_every_change_but_the_submission_is_told(batch):
    job = batch.submit()
    batch.end(job)
    assert batch.seen(job) == ["RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"]


def test_a_job_that_ends_well_has_succeeded(batch):
    job = batch.submit()
    batch.end(job)
    detail = batch.job(job)
    assert (detail["status"], detail["container"]["exitCode"]) == ("SUCCEEDED", 0)
    assert detail["createdAt"] < detail["startedAt"] < detail["stoppedAt"]


@pytest.mark.parametrize(
    ("cause", "code", "status_reason", "reason"),
    [
        (Cause.EXITED, 3, "Essential container in task exited", None),
        (
            Cause.OUT_OF_MEMORY,
            137,
            "Essential container in task exited",
            "OutOfMemoryError: Container killed due to memory usage",
        ),
        (Cause.TIMED_OUT, 143, "Job attempt duration exceeded timeout", None),
        (Cause.NOT_STARTED, 127, "Task failed to start", "CannotStartContainerError: "),
    ],
)
def test_a_failure_is_told_in_the_words_of_aws(batch, cause, code, status_reason, reason):
    job = batch.submit()
    batch.end(job, code, cause)
    detail = batch.job(job)
    assert (detail["status"], detail["statusReason"]) == ("FAILED", status_reason)
    assert (detail["container"]["exitCode"], detail["container"].get("reason")) == (code, reason)


def test_a_failed_attempt_is_followed_by_another(batch):
    job = batch.submit(retryStrategy={"attempts": 2})
    batch.end(job, 1)
    assert batch.start(job).environment["AWS_BATCH_JOB_ATTEMPT"] == "2"
    batch.end(job, 0)
    codes = [attempt["container"]["exitCode"] for attempt in batch.job(job)["attempts"]]
    assert (batch.status(job), codes) == (["SUCCEEDED"], [1, 0])
    assert batch.seen(job)[2:5] == ["RUNNING", "RUNNABLE", "STARTING"]


def test_a_job_that_took_too_long_is_not_tried_again(batch):
    job = batch.submit(retryStrategy={"attempts": 5})
    batch.end(job, 143, Cause.TIMED_OUT)
    assert batch.status(job) == ["FAILED"]


def test_a_reclaimed_host_leaves_no_exit_code(batch):
    job = batch.submit()
    task = batch.start(job).task
    batch.service.engine.reclaim(batch.service.engine.ledger.jobs[job])
    (attempt,) = batch.job(job)["attempts"]
    assert batch.host.killed == [task]
    assert re.fullmatch(HOST_LOST, attempt["statusReason"])
    assert "exitCode" not in attempt["container"]


def test_the_news_of_a_reclaimed_task_come_too_late(batch):
    job = batch.submit(retryStrategy={"attempts": 2})
    task = batch.start(job).task
    batch.service.engine.reclaim(batch.service.engine.ledger.jobs[job])
    batch.service.engine.wrote(task, ["too late"])
    written = [line for *_, lines in batch.logs for line in lines]
    assert (batch.status(job), written) == (["STARTING"], [])


def test_lines_go_to_the_stream_of_their_task(batch):
    job = batch.submit()
    task = batch.start(job).task
    batch.service.engine.wrote(task, ["hello"])
    stream = batch.job(job)["container"]["logStreamName"]
    assert stream == f"d/default/{task}"
    arn = batch.job(job)["jobArn"]
    assert batch.logs == [(arn, stream, []), (arn, stream, ["hello"])]


def test_cancelling_ends_a_waiting_job(batch):
    blocker, job = batch.submit(containerOverrides={"vcpus": 4}), batch.submit()
    batch.ask("CancelJob", jobId=job, reason="not needed")
    detail = batch.job(job)
    assert (detail["status"], detail["statusReason"]) == ("FAILED", "not needed")
    assert (detail["isCancelled"], detail["attempts"]) == (True, [])
    assert batch.status(blocker) == ["STARTING"]


def test_cancelling_leaves_a_running_job_alone(batch):
    job = batch.submit()
    batch.start(job)
    batch.ask("CancelJob", jobId=job, reason="not needed")
    assert batch.status(job) == ["RUNNING"]
    assert not batch.host.stopped


def test_terminating_asks_a_running_job_to_end_and_gives_the_reason(batch):
    job = batch.submit(retryStrategy={"attempts": 3})
    task = batch.start(job).task
    batch.ask("TerminateJob", jobId=job, reason="wrong input")
    assert (batch.host.stopped, batch.status(job)) == ([task], ["RUNNING"])
    batch.end(job, 143)
    detail = batch.job(job)
    assert (detail["status"], detail["statusReason"]) == ("FAILED", "wrong input")
    assert detail["isTerminated"]


def test_terminating_ends_a_waiting_job(batch):
    batch.submit(containerOverrides={"vcpus": 4})
    job = batch.submit()
    batch.ask("TerminateJob", jobId=job, reason="wrong input")
    assert (batch.status(job), batch.job(job)["statusReason"]) == (["FAILED"], "wrong input")


def test_a_finished_job_stays_as_it_is(batch):
    job = batch.submit()
    batch.end(job)
    batch.ask("TerminateJob", jobId=job, reason="too late")
    assert (batch.status(job), batch.seen(job)[-1]) == (["SUCCEEDED"], "SUCCEEDED")
