import json

import pytest

from batch_relay.compute.queues import clear_queue, count_jobs, find_queue, list_queues
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.statuses import JobStatus

NONE = dict.fromkeys(JobStatus, 0)


@pytest.fixture
def waiting(memory):
    """Four jobs of a vCPU each are started and run; two more wait."""
    jobs = [memory.submit() for _ in range(6)]
    for job in jobs[:4]:
        memory.start(job)
    return jobs


def test_queues_are_listed_with_their_environments_in_order(client, memory):
    memory.queue("a", priority=5)
    order = [{"order": 2, "computeEnvironment": "q-ce"}, {"order": 1, "computeEnvironment": "a-ce"}]
    memory.ask("UpdateJobQueue", jobQueue="a", computeEnvironmentOrder=order)
    found = [(queue.name, queue.priority, queue.environments) for queue in list_queues(client)]
    assert found == [("a", 5, ("a-ce", "q-ce")), ("q", 1, ("q-ce",))]


def test_a_misspelt_queue_is_suggested(client):
    with pytest.raises(NotFoundError, match="did you mean 'q'"):
        find_queue(client, "qq")


def test_jobs_are_counted_by_status(client, waiting):
    expected = NONE | {JobStatus.RUNNING: 4, JobStatus.RUNNABLE: 2}
    assert count_jobs(client, "q") == expected


def test_a_cleared_queue_has_no_job_left(client, memory, waiting):
    ended = [job.id for job in clear_queue(client, "q", reason="maintenance")]
    for job in waiting[:4]:
        memory.end(job, 143)
    assert sorted(ended) == sorted(waiting)
    assert count_jobs(client, "q") == NONE | {JobStatus.FAILED: 6}
    assert {memory.job(job)["statusReason"] for job in waiting} == {"maintenance"}


def test_jobs_that_are_submitted_meanwhile_are_ended_too(client, memory, waiting):
    ended = set()
    for job in clear_queue(client, "q", reason="r"):
        ended.add(job.id)
        if len(ended) == 6:
            late = memory.submit()
    assert late in ended


def test_jobs_that_run_go_on_if_only_waiting_ones_are_cleared(client, memory, waiting):
    list(clear_queue(client, "q", reason="r", statuses=[JobStatus.RUNNABLE]))
    assert count_jobs(client, "q") == NONE | {JobStatus.RUNNING: 4, JobStatus.FAILED: 2}


def test_an_array_is_cleared_with_its_children(client, memory):
    array = memory.submit(arrayProperties={"size": 8})
    list(clear_queue(client, "q", reason="r"))
    for index in range(4):
        memory.end(f"{array}:{index}", 143)
    assert memory.status(array) == ["FAILED"]


def test_the_command_counts_all_queues(relay, memory, waiting):
    memory.queue("empty")
    code, out, _ = relay("queue", "status", "--json")
    told = json.loads(out)
    assert (code, told["empty"], told["q"]["RUNNABLE"]) == (0, NONE, 2)


def test_the_command_shows_only_the_statuses_asked_for(relay, waiting):
    _, out, _ = relay("queue", "status", "q", "--status", "RUNNING")
    assert "RUNNING" in out
    assert "RUNNABLE" not in out


def test_the_command_lists_queues(relay):
    code, out, _ = relay("queue", "list")
    assert code == 0
    assert all(each in out for each in ("q-ce", "ENABLED", "VALID"))


def test_the_command_clears_a_queue(relay, memory, waiting):
    code, out, _ = relay("queue", "clear", "q", "--reason", "maintenance", "--yes")
    assert (code, out) == (0, "Asked 6 jobs of queue q to end.\n")


def test_what_has_ended_cannot_be_cleared(relay, waiting):
    code, _, err = relay("queue", "clear", "q", "--reason", "r", "--yes", "--status", "FAILED")
    assert code == 2
    assert "have ended" in err


def test_an_unknown_queue_is_one_line(relay):
    code, _, err = relay("queue", "status", "nowhere")
    assert (code, err.count("\n")) == (1, 1)
    assert "There is no job queue 'nowhere'" in err
