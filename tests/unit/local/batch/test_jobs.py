def names(batch, **request):
    listed = batch.ask("ListJobs", jobQueue="q", **request)["jobSummaryList"]
    return [each["jobName"] for each in listed]


def chosen(batch, name, value):
    return names(batch, filters=[{"name": name, "values": [value]}])


def test_up_to_100_jobs_are_described_and_unknown_ones_passed_over(batch):
    job = batch.submit()
    assert [each["jobId"] for each in batch.ask("DescribeJobs", jobs=["no", job])["jobs"]] == [job]
    message = batch.refusal("DescribeJobs", jobs=[job] * 101)
    assert message == "Up to 100 jobs can be described at once."


def test_running_jobs_are_listed_unless_another_status_is_asked_for(batch):
    running, starting = batch.submit("one"), batch.submit("two")
    batch.start(running)
    assert names(batch) == ["one"]
    assert names(batch, jobStatus="STARTING") == ["two"]
    assert batch.status(starting) == ["STARTING"]


def test_a_name_is_found_whatever_its_case_and_status(batch):
    batch.end(batch.submit("S1-align"))
    batch.submit("S1-trim")
    assert chosen(batch, "JOB_NAME", "s1-ALIGN") == ["S1-align"]
    assert chosen(batch, "JOB_NAME", "s1-*") == ["S1-trim", "S1-align"]


def test_jobs_of_a_definition_are_found_by_name_prefix_and_revision(batch):
    arn = batch.define("other")
    batch.submit("a")
    batch.submit("b", jobDefinition="other")
    assert chosen(batch, "JOB_DEFINITION", "other") == ["b"]
    assert chosen(batch, "JOB_DEFINITION", "o*") == ["b"]
    assert chosen(batch, "JOB_DEFINITION", arn) == ["b"]


def test_jobs_are_found_by_the_time_of_their_creation(batch):
    first = batch.submit("first")
    created = str(batch.job(first)["createdAt"])
    batch.submit("second")
    assert chosen(batch, "AFTER_CREATED_AT", created) == ["second"]
    assert chosen(batch, "BEFORE_CREATED_AT", str(int(created) + 1)) == ["first"]


def test_a_list_comes_in_pages_that_new_jobs_do_not_shift(batch):
    for n in range(5):
        batch.submit(f"j{n}", containerOverrides={"vcpus": 4})
    request = {"jobQueue": "q", "jobStatus": "RUNNABLE", "maxResults": 2}
    first = batch.ask("ListJobs", **request)
    batch.submit("new")
    second = batch.ask("ListJobs", **request, nextToken=first["nextToken"])
    found = [job["jobName"] for page in (first, second) for job in page["jobSummaryList"]]
    assert (found, "nextToken" in second) == (["j4", "j3", "j2", "j1"], False)


def test_illegal_lists_are_refused(batch):
    assert "Exactly one of" in batch.refusal("ListJobs")
    assert "Exactly one of" in batch.refusal("ListJobs", jobQueue="q", arrayJobId="a")
    two = [{"name": "JOB_NAME", "values": ["a"]}] * 2
    assert batch.refusal("ListJobs", jobQueue="q", filters=two).startswith("Only one filter")
    assert "jobStatus: 'DONE'" in batch.refusal("ListJobs", jobQueue="q", jobStatus="DONE")
    assert batch.refusal("ListJobs", jobQueue="q", nextToken="x") == "nextToken is invalid."


def test_an_unknown_job_cannot_be_ended(batch):
    for operation in ("CancelJob", "TerminateJob"):
        assert batch.refusal(operation, jobId="x", reason="r") == "Job x does not exist."


def test_a_summary_has_the_outcome(batch):
    batch.end(batch.submit(), 3)
    (summary,) = batch.ask("ListJobs", jobQueue="q", jobStatus="FAILED")["jobSummaryList"]
    assert summary["container"] == {"exitCode": 3}


def test_finished_jobs_are_forgotten_after_a_week(batch):
    old, array = batch.submit(), batch.submit(arrayProperties={"size": 2})
    for job in (old, f"{array}:0", f"{array}:1"):
        batch.end(job)
    batch.service.engine.clock = lambda: 1_700_700_000_000
    assert batch.ask("DescribeJobs", jobs=[old, array, f"{array}:0"])["jobs"] == []
