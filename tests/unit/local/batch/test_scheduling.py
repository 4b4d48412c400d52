from batch_relay.local.batch.jobs.ports import EventKind


def running(batch, *jobs):
    return [job for job in jobs if batch.status(job) == ["STARTING"]]


def needs(vcpus, memory=1000):
    return {"containerOverrides": {"vcpus": vcpus, "memory": memory}}


def test_a_job_starts_at_once_when_there_is_room(batch):
    assert batch.status(batch.submit()) == ["STARTING"]


def test_jobs_of_a_queue_start_in_their_order(batch):
    jobs = [batch.submit(**needs(2)) for _ in range(4)]
    assert running(batch, *jobs) == jobs[:2]
    batch.end(jobs[1])
    assert running(batch, *jobs) == [jobs[0], jobs[2]]


def test_a_more_urgent_queue_goes_first(batch):
    batch.queue("urgent", priority=9)
    first = batch.submit(**needs(4))
    later, urgent = batch.submit(**needs(4)), batch.submit(jobQueue="urgent", **needs(4))
    batch.end(first)
    assert running(batch, later, urgent) == [urgent]


def test_a_queue_has_no_more_vcpus_than_its_compute_environment(batch):
    batch.queue("small", vcpus=1)
    jobs = [batch.submit(jobQueue="small") for _ in range(2)]
    assert running(batch, *jobs) == jobs[:1]


def test_memory_is_counted_too(batch):
    jobs = [batch.submit(**needs(1, memory=5000)) for _ in range(2)]
    assert running(batch, *jobs) == jobs[:1]


def test_a_large_job_is_not_overtaken_by_small_ones(batch):
    first = batch.submit(**needs(3))
    large, small = batch.submit(**needs(4)), batch.submit(**needs(1))
    assert running(batch, large, small) == []
    batch.end(first)
    assert running(batch, large, small) == [large]


def test_a_job_that_can_never_fit_waits_alone_and_says_why(batch):
    huge, small = batch.submit(**needs(64)), batch.submit()
    assert batch.status(huge, small) == ["RUNNABLE", "STARTING"]
    reason = batch.job(huge)["statusReason"]
    assert reason.startswith("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT")


def test_the_next_compute_environment_takes_what_the_first_cannot(batch):
    batch.queue("other")
    order = [{"order": n, "computeEnvironment": ce} for n, ce in enumerate(["q-ce", "other-ce"])]
    batch.ask(
        "UpdateComputeEnvironment", computeEnvironment="q-ce", computeResources={"maxvCpus": 1}
    )
    batch.ask("UpdateJobQueue", jobQueue="q", computeEnvironmentOrder=order)
    places = [batch.start(batch.submit()).environment["AWS_BATCH_CE_NAME"] for _ in range(2)]
    assert places == ["q-ce", "other-ce"]


def test_a_disabled_compute_environment_starts_nothing(batch):
    batch.ask("UpdateComputeEnvironment", computeEnvironment="q-ce", state="DISABLED")
    job = batch.submit()
    assert batch.status(job) == ["RUNNABLE"]
    batch.ask("UpdateComputeEnvironment", computeEnvironment="q-ce", state="ENABLED")
    assert batch.status(job) == ["STARTING"]


def test_a_retried_job_goes_to_the_head_of_its_queue(batch):
    again = batch.submit(retryStrategy={"attempts": 2}, **needs(4))
    waiting = batch.submit(**needs(4))
    batch.end(again, exit_code=1)
    assert running(batch, again, waiting) == [again]


def test_a_job_that_can_never_fit_is_told_of_once(batch):
    huge = batch.submit(**needs(64))
    batch.submit()
    (told,) = [detail for kind, detail in batch.told if kind is EventKind.QUEUE_BLOCKED]
    assert (told["jobId"], told["status"]) == (huge, "RUNNABLE")
    assert told["statusReason"] == batch.job(huge)["statusReason"]
