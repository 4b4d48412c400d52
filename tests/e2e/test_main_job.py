"""The main job: POST a CSV, and real jobs take every sample of real reads through its workflow."""

import json
import time

import httpx
import pytest

from amplicon.setup import main as set_up
from batch_relay.domain.statuses import AnalysisStatus, RunStatus
from batch_relay.sigv4 import SigV4
from tests.e2e.amplicon.derive import EXAMPLE, derive, sample_rows

ROWS = sample_rows()
HUNGRY = "sam2_c_needs_more_memory"
# Twenty-four short jobs, two at a time, on a machine that runs other tests.
PATIENCE = 120


@pytest.fixture(scope="module")
def api(stack):
    """The HTTP API, signed as the stack's owner."""
    signed = SigV4(stack.emulator.session().get_credentials(), "us-east-1")
    with httpx.Client(base_url=stack.api_url, auth=signed, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def prepared(stack, api):
    """Reads in S3, job definitions in Batch, the workflow registered."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in stack.environment.items():
            patched.setenv(name, value)
        patched.setattr("sys.argv", ["amplicon-setup"])
        set_up()
    put = api.put("/workflows/amplicon", content=(EXAMPLE / "workflow.json").read_bytes())
    assert put.status_code in {200, 201}


def post(api, project, content, **query):
    headers = {"content-type": "text/csv"}
    return api.post(f"/projects/{project}", params=query, content=content, headers=headers)


def ended(api, project):
    """Wait for the end of the run, and return it."""
    over = {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}
    until = time.monotonic() + PATIENCE
    while (run := api.get(f"/projects/{project}/runs/amplicon").json())["status"] not in over:
        assert time.monotonic() < until, run
        time.sleep(0.3)
    return run


def jobs(aws):
    """The ids of all jobs that the queue has seen."""
    pages = [
        aws("batch").list_jobs(jobQueue="amplicon", jobStatus=status)["jobSummaryList"]
        for status in ("SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING")
    ] + [
        page["jobSummaryList"]
        for status in ("SUCCEEDED", "FAILED")
        for page in aws("batch")
        .get_paginator("list_jobs")
        .paginate(jobQueue="amplicon", jobStatus=status)
    ]
    return {job["jobId"] for page in pages for job in page}


@pytest.fixture(scope="module")
def heard(aws):
    """A queue that hears our own events."""
    url = aws("sqs").create_queue(QueueName="heard")["QueueUrl"]
    arn = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    aws("events").put_rule(Name="heard", EventPattern='{"source": ["batch-relay"]}')
    target = {"Id": "queue", "Arn": arn["Attributes"]["QueueArn"]}
    aws("events").put_targets(Rule="heard", Targets=[target])
    return url


@pytest.fixture(scope="module")
def run(api, prepared, heard):
    """A finished run of all six samples."""
    csv = (EXAMPLE / "metadata.csv").read_bytes()
    posted = post(api, "main_job", csv, workflow="amplicon")
    assert posted.status_code == 201, posted.text
    return ended(api, "main_job")


def test_every_sample_succeeds(run):
    assert run["status"] == "SUCCEEDED"
    assert run["samples"] == {"SUCCEEDED": len(ROWS)}
    assert [each["statuses"] for each in run["analyses"]] == [{"SUCCEEDED": len(ROWS)}] * 4


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["sample"])
def test_the_numbers_of_every_report_are_right(run, aws, row):
    key = f"main_job/amplicon/{row['sample']}/report.json"
    report = aws("s3").get_object(Bucket="amplicon", Key=key)["Body"].read()
    assert json.loads(report) == derive(row)


def test_the_sample_that_ran_out_of_memory_came_back_with_more(api, run):
    sample = api.get(f"/projects/main_job/runs/amplicon/samples/{HUNGRY}").json()
    first, second = sample["analyses"][2]["attempts"]
    assert (first["status"], first["memory"], second["memory"]) == ("FAILED", 256, 512)
    assert first["reason"].startswith("OutOfMemoryError")
    assert "512 MiB instead of 256" in first["decision"]


def test_what_happened_was_told_as_events(aws, run, heard):
    wanted, told = {"Run Started", "Attempt Resubmitted", "Run Ended"}, {}
    until = time.monotonic() + PATIENCE
    while not wanted <= told.keys() and time.monotonic() < until:
        reply = aws("sqs").receive_message(QueueUrl=heard, WaitTimeSeconds=1)
        events = [json.loads(one["Body"]) for one in reply.get("Messages", [])]
        mine = [one for one in events if one["detail"]["project"] == "main_job"]
        told |= {one["detail-type"]: one["detail"] for one in mine}
    assert told["Attempt Resubmitted"]["rule"] == "out of memory"
    assert told["Run Ended"]["samples"] == {"SUCCEEDED": len(ROWS)}


def test_a_second_run_submits_no_job(api, aws, run):
    before = jobs(aws)
    assert api.post("/projects/main_job/runs/amplicon", json={}).status_code in {200, 202}
    again = ended(api, "main_job")
    assert again["generation"] == run["generation"] + 1
    done = {AnalysisStatus.SUCCEEDED.value: len(ROWS)}
    assert [each["statuses"] for each in again["analyses"]] == [done] * 4
    assert jobs(aws) == before


def test_a_bad_csv_is_refused_whole_with_every_problem(api, prepared):
    rows = ["sample,file,mate,kmer", "A,a.fq,b.fq,10", "A,c.fq,d.fq,10", "B,e.fq", ",g.fq,h.fq,10"]
    refused = post(api, "bad", "\n".join(rows).encode(), workflow="amplicon")
    assert refused.status_code == 422
    found = {(one["kind"], one["line"]) for one in refused.json()["problems"]}
    lines = {("duplicate_sample", 3), ("ragged_row", 4), ("missing_sample", 5)}
    assert lines | {("unknown_variable", 1)} == found
    assert api.get("/projects/bad").status_code == 404


def test_a_dry_run_shows_the_jobs_and_stores_nothing(api, prepared):
    csv = (EXAMPLE / "metadata.csv").read_bytes()
    shown = post(api, "dry", csv, workflow="amplicon", dry_run="true")
    assert shown.status_code == 200
    assert [each["sample"] for each in shown.json()["preview"]] == [row["sample"] for row in ROWS]
    assert api.get("/projects/dry").status_code == 404
