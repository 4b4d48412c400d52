"""The port on AWS Batch, against the local one: what moto can't answer."""

from datetime import UTC, datetime, timedelta

from batch_relay.adapters.batch import BatchJobs
from batch_relay.domain.statuses import JobStatus
from tests.examples import attempt, job
from tests.integration.local_batch.server import wait_for

LARGE = [{"type": "MEMORY", "value": "100000000"}]
FAILS_ODD = "exit $((AWS_BATCH_JOB_ARRAY_INDEX % 2 * 3))"


def test_jobs_that_go_on_are_found_by_when_they_were_made(jobs):
    ended = jobs.submit("true")
    jobs.finish(ended)
    lives = jobs.submit("sleep", "60")
    port, now = BatchJobs(jobs.batch, "stack"), datetime.now(UTC)
    hour = timedelta(hours=1)
    ((found, made),) = port.made_between(jobs.name, since=now - hour, before=now + hour).items()
    assert (found, now - hour < made <= now) == (lives, True)
    assert port.made_between(jobs.name, since=now - 2 * hour, before=now - hour) == {}
    port.terminate(lives, "why")


def array(jobs, *command, size, **overrides):
    """An array of ours, and the port that submitted it."""
    port = BatchJobs(jobs.batch, "stack")
    where = {"queue": jobs.name, "definition": jobs.name, "indices": f"0-{size - 1}"}
    asked = job(**where, container_overrides={"command": list(command), **overrides})
    return port, port.submit(asked, attempt())


def ended(port, job_id):
    return wait_for(lambda: [one for one in port.describe([job_id]) if one.status.is_final])[0]


def test_the_failed_jobs_of_an_array_are_told_with_their_places(jobs):
    port, job_id = array(jobs, "sh", "-c", FAILS_ODD, size=5)
    parent = ended(port, job_id)
    assert parent.status_reason == "Array Child Job failed"
    children = [one for one in port.ended_children(parent) if one.status is JobStatus.FAILED]
    assert [(one.index, one.exit_code) for one in children] == [(1, 3), (3, 3)]
    assert {one.attempt for one in children} == {attempt()}
    assert all(one.log_stream and one.memory == 100 for one in children)


def test_the_jobs_of_an_array_tell_how_long_they_ran(jobs):
    port, job_id = array(jobs, "sh", "-c", FAILS_ODD, size=5)
    children = port.ended_children(ended(port, job_id))
    assert {one.index for one in children} == {*range(5)}
    assert all(one.started_at <= one.stopped_at for one in children)


def test_the_jobs_of_an_array_that_fit_nowhere_say_so_in_the_list(jobs):
    port, job_id = array(jobs, "true", size=2, resourceRequirements=LARGE)
    (told,) = wait_for(lambda: [one for one in port.describe([job_id]) if one.runnable == 2])
    blocked = port.blocked_children(told)
    assert [one.index for one in blocked] == [0, 1]
    assert blocked[0].status_reason.startswith("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT")
    port.terminate(job_id, "batch-relay: why")


def test_an_array_is_found_by_name_and_time_and_its_jobs_are_not(jobs):
    port, job_id = array(jobs, "sleep", "60", size=3)
    wait_for(lambda: jobs.show(f"{job_id}:2")["status"] == "RUNNING")
    now, hour = datetime.now(UTC), timedelta(hours=1)
    assert [*port.made_between(jobs.name, since=now - hour, before=now + hour)] == [job_id]
    assert port.find(job(queue=jobs.name)) == (job_id,)
    port.terminate(job_id, "batch-relay: why")


def test_terminating_an_array_ends_its_jobs_with_the_reason(jobs):
    port, job_id = array(jobs, "sleep", "60", size=3)
    wait_for(lambda: jobs.show(f"{job_id}:2")["status"] == "RUNNING")
    port.terminate(job_id, "batch-relay: why")
    children = port.ended_children(ended(port, job_id))
    assert {one.status_reason for one in children} == {"batch-relay: why"}
    assert [one.status for one in children] == [JobStatus.FAILED] * 3
