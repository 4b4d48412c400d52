"""One contract for Arrays: in memory and on AWS."""

import pytest

from batch_relay.adapters.batch_arrays import BatchArrays
from batch_relay.adapters.memory.logs import MemoryArrays
from batch_relay.domain.logs import DEFAULT_GROUP, ArrayJob, LogStream
from batch_relay.domain.statuses import JobStatus
from tests.in_process_batch import InProcessServices

INDICES = (4, 5, 9)


def variables(text):
    return {"environment": [{"name": "BATCH_RELAY_ARRAY_INDICES", "value": text}]}


@pytest.fixture
def in_batch():
    """An array whose job of index 9 has failed, a job of one index, and a job that is no array."""
    services = InProcessServices()
    batch = services.memory
    batch.queue()
    batch.define()
    overrides = variables("4-5,9")
    array = batch.submit(arrayProperties={"size": 3}, containerOverrides=overrides)
    batch.end(f"{array}:2", 3)
    one, plain = batch.submit(containerOverrides=variables("7")), batch.submit()
    batch.start(one)
    names = [batch.job(each)["container"]["logStreamName"] for each in (f"{array}:2", one)]
    return BatchArrays(services.batch()), (array, one, plain), names


@pytest.fixture
def in_memory():
    names = ["d/default/2", "d/default/one"]
    jobs = {index: ArrayJob(status=JobStatus.RUNNABLE, reason="", stream=None) for index in INDICES}
    jobs[9] = ArrayJob(status=JobStatus.FAILED, reason="", stream=stream(names[0]))
    one = ArrayJob(status=JobStatus.RUNNING, reason="", stream=stream(names[1]))
    return MemoryArrays({"array": jobs, "one": {7: one}}), ("array", "one", "plain"), names


def stream(name):
    return LogStream(group=DEFAULT_GROUP, name=name)


@pytest.fixture(params=["memory", "batch"])
def world(request):
    return request.getfixturevalue(f"in_{request.param}")


def test_an_array_tells_its_indices(world):
    arrays, jobs, _ = world
    assert [arrays.indices(each) for each in jobs] == [INDICES, (7,), ()]


def test_a_job_is_found_by_its_index(world):
    arrays, (array, one, _), (failed, running) = world
    ninth, seventh = arrays.job(array, 9), arrays.job(one, 7)
    assert (ninth.status, ninth.stream) == (JobStatus.FAILED, stream(failed))
    assert (seventh.status, seventh.stream) == (JobStatus.RUNNING, stream(running))


def test_what_never_was_or_is_forgotten_is_not_found(world):
    arrays, (array, _, plain), _ = world
    assert [arrays.job(*each) for each in ((array, 6), (plain, 0), ("gone", 0))] == [None] * 3
    assert arrays.indices("gone") == ()
