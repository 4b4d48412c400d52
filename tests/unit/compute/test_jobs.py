from datetime import UTC, datetime

import pytest

from batch_relay.compute.jobs import Selection, describe_job, find_jobs
from batch_relay.domain.errors import NotFoundError
from batch_relay.domain.statuses import JobStatus

FIRST_MS = 1_700_000_000_000


def names(client, **selection):
    selection.setdefault("queue", "q" if "array" not in selection else "")
    return sorted(job.name for job in find_jobs(client, Selection(**selection)))


@pytest.fixture
def three(memory):
    """A job that runs, one that failed, and one that waits for a third."""
    running, failed = memory.submit("Align-1"), memory.submit("align-2")
    memory.submit("sort-1", dependsOn=[{"jobId": running}])
    memory.start(running)
    memory.end(failed, 1)
    return running


def test_jobs_of_every_status_are_found(client, three):
    assert names(client) == ["Align-1", "align-2", "sort-1"]


def test_a_status_narrows(client, three):
    assert names(client, statuses=[JobStatus.FAILED]) == ["align-2"]


def test_a_name_may_be_a_beginning_and_its_case_does_not_matter(client, three):
    assert names(client, name="ALIGN*") == ["Align-1", "align-2"]


def test_a_name_and_a_status_narrow_together(client, three):
    assert names(client, name="align*", statuses=[JobStatus.RUNNING]) == ["Align-1"]


@pytest.mark.parametrize(("definition", "found"), [("d", 2), ("d:1", 1), ("d:*", 2), ("e", 0)])
def test_a_definition_is_meant_with_or_without_its_revision(client, memory, definition, found):
    memory.submit()
    memory.define()
    memory.submit()
    assert len(names(client, definition=definition)) == found


def test_jobs_are_found_by_time(client, memory):
    middle = memory.job(memory.submit("early"))["createdAt"]
    memory.submit("late")
    at = datetime.fromtimestamp(middle / 1000, UTC)
    assert names(client, since=at) == ["late"]
    assert names(client, before=at, name="*") == []


def test_children_of_an_array_are_found(client, memory):
    array = memory.submit(arrayProperties={"size": 3})
    found = list(find_jobs(client, Selection(array=array)))
    assert sorted(job.index for job in found) == [0, 1, 2]


def test_all_pages_are_read(client, memory):
    for number in range(150):
        memory.submit(f"j-{number}")
    assert len(names(client, name="j-*")) == 150


def test_a_job_that_moves_while_it_is_looked_for_is_found_once(client, memory):
    job = memory.submit()
    found = find_jobs(client, Selection(queue="q"))
    first = next(found)
    memory.start(job)
    assert (first.id, list(found)) == (job, [])


def test_the_container_says_more_than_the_job(client, memory):
    memory.end(memory.submit(), 3)
    (job,) = find_jobs(client, Selection(queue="q"))
    assert (job.exit_code, job.definition) == (3, "d:1")


def test_a_job_that_is_not_known_is_named(client):
    with pytest.raises(NotFoundError, match="no job 'gone'"):
        describe_job(client, "gone")
