import pytest


def array(batch, size=3, **request):
    return batch.submit("array", arrayProperties={"size": size}, **request)


def children(batch, job, status):
    listed = batch.ask("ListJobs", arrayJobId=job, jobStatus=status)["jobSummaryList"]
    return [each["arrayProperties"]["index"] for each in listed]


def test_children_know_their_index_and_the_size_of_the_array(batch):
    job = array(batch)
    environment = batch.start(f"{job}:2").environment
    assert environment["AWS_BATCH_JOB_ARRAY_INDEX"] == "2"
    assert environment["AWS_BATCH_JOB_ARRAY_SIZE"] == "3"
    assert batch.job(f"{job}:2")["arrayProperties"]["index"] == 2


def test_an_array_is_pending_and_counts_its_children(batch):
    job = array(batch, size=5)
    batch.end(f"{job}:0")
    properties = batch.job(job)["arrayProperties"]
    assert batch.status(job) == ["PENDING"]
    counts = {status: n for status, n in properties["statusSummary"].items() if n}
    assert (properties["size"], counts) == (5, {"STARTING": 4, "SUCCEEDED": 1})


def test_an_array_succeeds_when_all_children_have(batch):
    job = array(batch, size=2)
    batch.end(f"{job}:0")
    batch.end(f"{job}:1")
    assert batch.seen(job) == ["PENDING", "SUCCEEDED"]


def test_an_array_fails_when_its_last_child_has_ended_and_one_failed(batch):
    job = array(batch, size=2)
    batch.end(f"{job}:0", 1)
    assert batch.status(job) == ["PENDING"]
    batch.end(f"{job}:1")
    detail = batch.job(job)
    assert (detail["status"], detail["statusReason"]) == ("FAILED", "Array Child Job failed")


def test_cancelling_an_array_cancels_the_children_that_wait(batch):
    job = array(batch, size=6)
    batch.ask("CancelJob", jobId=job, reason="enough")
    assert children(batch, job, "STARTING") == [0, 1, 2, 3]
    for index in range(4):
        batch.end(f"{job}:{index}")
    assert batch.job(job)["statusReason"] == "enough"
    assert children(batch, job, "FAILED") == [4, 5]


def test_terminating_an_array_stops_all_children(batch):
    job = array(batch, size=6)
    batch.ask("TerminateJob", jobId=job, reason="enough")
    assert len(batch.host.stopped) == 4
    for index in range(4):
        batch.end(f"{job}:{index}", 143)
    assert (batch.status(job), children(batch, job, "FAILED")) == (["FAILED"], list(range(6)))


def test_a_sequence_runs_one_child_after_the_other(batch):
    job = array(batch, dependsOn=[{"type": "SEQUENTIAL"}])
    assert children(batch, job, "STARTING") == [0]
    batch.end(f"{job}:0")
    assert (children(batch, job, "STARTING"), children(batch, job, "PENDING")) == ([1], [2])


def test_a_sequence_ends_where_it_fails(batch):
    job = array(batch, size=1000, dependsOn=[{"type": "SEQUENTIAL"}])
    batch.end(f"{job}:0", 1)
    assert batch.job(f"{job}:999")["statusReason"] == "Dependent Job failed"
    assert batch.job(job)["statusReason"] == "Array Child Job failed"


def test_paired_arrays_go_child_by_child(batch):
    first = array(batch)
    second = array(batch, dependsOn=[{"jobId": first, "type": "N_TO_N"}])
    batch.end(f"{first}:1")
    assert children(batch, second, "STARTING") == [1]
    assert children(batch, second, "PENDING") == [0, 2]


def test_an_array_can_wait_for_a_whole_array(batch):
    first = array(batch, size=2)
    second = array(batch, size=2, dependsOn=[{"jobId": first}])
    batch.end(f"{first}:0")
    assert children(batch, second, "PENDING") == [0, 1]
    batch.end(f"{first}:1")
    assert children(batch, second, "STARTING") == [0, 1]


def test_a_queue_lists_the_array_and_not_its_children(batch):
    job = array(batch)
    filters = [{"name": "JOB_NAME", "values": ["array"]}]
    listed = batch.ask("ListJobs", jobQueue="q", filters=filters)["jobSummaryList"]
    assert [each["jobId"] for each in listed] == [job]


@pytest.mark.parametrize("size", [0, 1, 10_001])
def test_an_array_of_an_illegal_size_is_refused(batch, size):
    message = batch.refusal(
        "SubmitJob", jobName="j", jobQueue="q", jobDefinition="d", arrayProperties={"size": size}
    )
    assert message == "Array size must be between 2 and 10000."
