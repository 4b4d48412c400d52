import json

import pytest


@pytest.fixture
def jobs(memory):
    """One that failed, and an array of three."""
    failed = memory.submit("align")
    memory.end(failed, 2)
    return failed, memory.submit("chromosomes", arrayProperties={"size": 3})


def test_jobs_of_a_queue_are_listed(relay, jobs):
    code, out, _ = relay("job", "list", "--queue", "q")
    assert code == 0
    assert all(each in out for each in ("2 jobs", "align", "of 3", "FAILED"))


def test_children_of_an_array_are_listed(relay, jobs):
    told = json.loads(relay("job", "list", "--array", jobs[1], "--json")[1])
    assert sorted(each["index"] for each in told) == [0, 1, 2]


def test_a_limit_says_that_there_are_more(relay, jobs):
    assert "1 job, and there are more" in relay("job", "list", "--queue", "q", "--limit", 1)[1]


def test_a_time_narrows(relay, jobs):
    told = json.loads(relay("job", "list", "-q", "q", "--since", "2024-01-01", "--json")[1])
    assert told == []


def test_a_job_is_shown(relay, jobs):
    shown = json.loads(relay("job", "show", jobs[0])[1])
    assert (shown["jobName"], shown["container"]["exitCode"]) == ("align", 2)


def test_a_waiting_job_is_cancelled(relay, memory, jobs):
    waiting = memory.submit(dependsOn=[{"jobId": jobs[1]}])
    relay("job", "cancel", waiting, "--reason", "wrong reads")
    job = memory.job(waiting)
    assert (job["status"], job["statusReason"]) == ("FAILED", "wrong reads")


def test_a_running_job_is_terminated(relay, memory):
    running = memory.submit()
    memory.start(running)
    relay("job", "cancel", running, "--reason", "r")
    assert memory.host.stopped == []
    relay("job", "terminate", running, "--reason", "r")
    assert len(memory.host.stopped) == 1


def test_neither_queue_nor_array_is_a_wrong_command_line(relay):
    code, _, err = relay("job", "list")
    assert code == 2
    assert "--queue" in err


def test_an_unknown_job_is_one_line(relay):
    code, _, err = relay("job", "show", "gone")
    assert (code, err.count("\n")) == (1, 1)
