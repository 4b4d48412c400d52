"""What stays when the server stops, and what does not."""

import os
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.integration.local_batch.server import Jobs, wait_for
from tests.integration.local_batch.test_processes import first_line, is_gone


@pytest.fixture
def own_jobs(own_server):
    return Jobs(own_server, "own")


def running(jobs, **request):
    """Start a job that sleeps in its first attempt; give its id and that of its process."""
    script = "echo $$; [ $AWS_BATCH_JOB_ATTEMPT = 2 ] || exec sleep 300"
    job = jobs.submit("sh", "-c", script, **request)
    return job, first_line(jobs, jobs.reach(job, "RUNNING"))


def test_a_clean_stop_keeps_jobs_and_loses_hosts(own_server, own_jobs):
    done = own_jobs.run("true")
    lost, _ = running(own_jobs)
    again, _ = running(own_jobs, retryStrategy={"attempts": 2})
    waiting = own_jobs.submit("true", overrides={"vcpus": 4})
    own_server.stop()
    own_server.start()
    assert own_jobs.show(done["jobId"]) == done
    assert own_jobs.finish(lost)["statusReason"].startswith("Host EC2 (instance i-0")
    statuses = [own_jobs.finish(job)["status"] for job in (again, waiting)]
    assert statuses == ["SUCCEEDED", "SUCCEEDED"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_job_outlives_the_server(own_server, own_jobs, number):
    _, pid = running(own_jobs)
    own_server.stop(number)
    wait_for(lambda: is_gone(pid))
    temporary = own_server.folder / "tmp"
    wait_for(lambda: not list(temporary.glob("batch-relay-jobs-*")))


def test_reset_kills_all_jobs(own_server, own_jobs):
    job, pid = running(own_jobs)
    reset = f"http://127.0.0.1:{own_server.port}/_ministack/reset"
    urllib.request.urlopen(urllib.request.Request(reset, method="POST")).close()
    wait_for(lambda: is_gone(pid))
    assert own_jobs.batch.describe_jobs(jobs=[job])["jobs"] == []
    assert Jobs(own_server, "new").run("true")["status"] == "SUCCEEDED"


def test_jobs_whose_keeper_dies_have_lost_their_host(own_server, own_jobs):
    job, pid = running(own_jobs, retryStrategy={"attempts": 2})
    status = Path(f"/proc/{pid}/status").read_text()
    keeper = int(status.split("PPid:\t")[1].split()[0])
    os.kill(keeper, signal.SIGKILL)
    detail = own_jobs.finish(job)
    assert (detail["status"], len(detail["attempts"])) == ("SUCCEEDED", 2)
    assert is_gone(pid)
