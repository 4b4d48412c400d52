"""Faults of everything that a run stands on: nothing is lost, and nothing is done twice."""

import os
import random
import signal

import pytest

from batch_relay.local.stack import down
from tests.e2e.faults import counted, sweep, unanswered
from tests.e2e.project import OVER, processes, wait_for

ROWS = dict.fromkeys(("a", "b"), "true")


@pytest.fixture
def raised(cloud, tmp_path):
    """Have functions raise; tell which have."""
    record = tmp_path / "record"
    with cloud.raising(record):
        yield lambda: {line.split()[0] for line in record.read_text().splitlines()}


def test_functions_that_raise_lose_nothing(project, sound, raised):
    project.post(ROWS)
    sound(*ROWS)
    at_work = {"api", "start_samples", "submit_job", "on_job_change", "on_output_written"}
    assert raised() == at_work | {"count_statuses"}


def test_a_run_is_paused_and_continued_by_functions_that_raise(project, sound, gate, raised):
    project.api.pause_run(project.name, project.name)
    gate.touch()
    wait_for(lambda: [one.status for one in project.sample("early").analyses[1:]] == ["PARKED"])
    project.api.continue_run(project.name, project.name)
    sound("early", "late")
    assert {"api", "steer_samples"} <= raised()


@pytest.mark.usefixtures("gate")
def test_a_run_is_cancelled_by_functions_that_raise(raised, project):
    project.cancel("wrong reads")
    assert project.ended().samples == {"CANCELLED": 2}
    assert not processes(project.name)
    assert {"api", "steer_samples"} <= raised()


@pytest.mark.parametrize(
    ("dropped", "reason"), [("OutputRule", ""), ("JobChangeRule", "all outputs written")]
)
def test_one_event_makes_up_for_the_other(cloud, project, sound, dropped, reason):
    with cloud.deaf(dropped):
        project.post(ROWS)
        sound(*ROWS)
    assert {one.reason for one in project.sample("a").analyses} == {reason}


def test_the_reconciler_finds_what_no_event_told(cloud, project, sound):
    with cloud.deaf("OutputRule", "JobChangeRule"):
        project.post(ROWS)
        wait_for(lambda: project.done()["a", 0])
        assert [one.status for one in project.sample("a").analyses] == ["SUBMITTED"]
        sweep(cloud, project)
    sound(*ROWS)


def test_an_execution_that_nobody_will_answer_is_ended(cloud, project, sound):
    project.post(ROWS)
    sound(*ROWS)
    status = unanswered(cloud, project)
    assert status() == "RUNNING"
    wait_for(lambda: cloud.sweep() or status() != "RUNNING")
    assert status() == "ABORTED"
    sound(*ROWS)


def test_events_that_come_twenty_times_in_any_order_change_nothing(cloud, project, sound):
    with cloud.recorded(project.name) as recorded:
        project.post(ROWS)
        heard = storm_until_over(cloud, project, recorded)
        sound(*ROWS)
        heard += recorded()
    before = cloud.recounted(project), project.jobs()
    storm(cloud, heard)
    wait_for(lambda: not cloud.waiting("Queue"))
    sound(*ROWS)
    assert (cloud.recounted(project), project.jobs()) == before


def storm_until_over(cloud, project, recorded):
    """Tell each event many times as soon as it is heard; return all of them."""
    heard = []

    def is_over():
        news = recorded()
        heard.extend(news)
        storm(cloud, news)
        return project.run().status in OVER

    wait_for(is_over)
    return heard


def storm(cloud, events):
    """Tell each event twenty times, in any order."""
    cloud.tell(random.sample(events * 20, k=20 * len(events)))


def test_jobs_whose_host_dies_are_run_again(cloud, project, sound):
    first = "[ $BATCH_RELAY_ANALYSIS/$BATCH_RELAY_ATTEMPT != 0/1 ]"
    project.post(dict.fromkeys(ROWS, f"{first} || sleep 300"))
    for name in ROWS:
        project.running(name)
    jobs = processes(project.name)
    (keeper,) = set(jobs.values()) - set(jobs)
    os.kill(keeper, signal.SIGKILL)
    sound(*ROWS)
    assert {project.attempts(name)[0].rule for name in ROWS} == {"host reclaimed"}


def test_a_run_outlives_its_stack(cloud, project, sound, gate):
    down(cloud.home)
    gate.touch()
    cloud.start()
    sweep(cloud, project)
    sound("early", "late")
    assert len(project.attempts("late")) == 1
    assert [one.rule for one in project.attempts("late", 1)] == ["host reclaimed", ""]
    check_what_a_kill_leaves(cloud, project)


def check_what_a_kill_leaves(cloud, project):
    """The state of the last clean stop, and all objects: what they show is not done again."""
    cloud.kill()
    cloud.start()
    assert project.run().status == "RUNNING"
    sweep(cloud, project)
    assert project.run().samples == {"SUCCEEDED": 2}
    assert project.successes() == {("late", 0): 1}
    wait_for(lambda: counted(project.run()) == cloud.recounted(project))
