import pytest


def after(*jobs):
    return {"dependsOn": [{"jobId": job} for job in jobs]}


def test_a_job_waits_for_all_that_it_depends_on(batch):
    first, second = batch.submit(), batch.submit()
    job = batch.submit(**after(first, second))
    batch.end(first)
    assert batch.status(job) == ["PENDING"]
    batch.end(second)
    assert batch.seen(job) == ["PENDING", "RUNNABLE", "STARTING"]


def test_a_job_does_not_wait_for_one_that_has_succeeded(batch):
    first = batch.submit()
    batch.end(first)
    assert batch.status(batch.submit(**after(first))) == ["STARTING"]


def test_a_job_waits_while_another_attempt_is_left(batch):
    first = batch.submit(retryStrategy={"attempts": 2})
    job = batch.submit(**after(first))
    batch.end(first, 1)
    assert batch.status(job) == ["PENDING"]
    batch.end(first, 1)
    assert batch.job(job)["statusReason"] == "Dependent Job failed"


def test_a_failure_goes_down_the_whole_chain(batch):
    chain = [batch.submit()]
    for _ in range(5):
        chain.append(batch.submit(**after(chain[-1])))
    batch.end(chain[0], 1)
    assert batch.status(*chain) == ["FAILED"] * 6


def test_a_job_that_depends_on_a_failed_one_fails(batch):
    first = batch.submit()
    batch.end(first, 1)
    job = batch.submit(**after(first))
    assert batch.job(job)["statusReason"] == "Dependent Job failed"


def test_a_job_shows_what_it_depends_on(batch):
    first = batch.submit()
    assert batch.job(batch.submit(**after(first)))["dependsOn"] == [{"jobId": first}]


@pytest.mark.parametrize(
    ("dependencies", "problem"),
    [
        ([{"jobId": "none"}], "Job none to depend on does not exist."),
        ([{"jobId": "none"}] * 21, "A job can depend on 20 jobs, not 21."),
        ([{"type": "SEQUENTIAL"}], "Only an array job can have a dependency of type SEQUENTIAL."),
        ([{}], "A dependency has no jobId."),
        ([{"type": "LATER"}], "dependsOn.0.type: 'LATER' is not one of N_TO_N, SEQUENTIAL."),
    ],
)
def test_illegal_dependencies_are_refused(batch, dependencies, problem):
    request = {"jobName": "j", "jobQueue": "q", "jobDefinition": "d", "dependsOn": dependencies}
    assert batch.refusal("SubmitJob", **request) == problem


def test_arrays_of_different_sizes_cannot_be_paired(batch):
    first = batch.submit(arrayProperties={"size": 2})
    request = {
        "jobName": "j",
        "jobQueue": "q",
        "jobDefinition": "d",
        "arrayProperties": {"size": 3},
    }
    paired = [{"jobId": first, "type": "N_TO_N"}]
    message = batch.refusal("SubmitJob", **request, dependsOn=paired)
    assert message == f"Job {first} is not an array of 3 jobs."
