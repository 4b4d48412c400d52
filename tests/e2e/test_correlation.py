"""From the answer to a POST to the lines of every function's log, and to the job; and back."""

import json
from contextlib import closing

import pytest

from tests.e2e.project import Project, wait_for

# Those that act for one sample of a run that is started by a request, and whose job fails once.
ACTING = {"api", "start_samples", "submit_job", "on_job_change", "on_output_written"}
FAILS_ONCE = "[ $BATCH_RELAY_ATTEMPT != 1 ] || exit 1"


@pytest.fixture
def project(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as project:
        yield project


def lines(aws, **wanted):
    """The lines of all functions' logs that say so."""
    logs = aws("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/batch-relay/")["logGroups"]
    texts = [
        event["message"]
        for group in groups
        for page in logs.get_paginator("filter_log_events").paginate(
            logGroupName=group["logGroupName"]
        )
        for event in page["events"]
    ]
    found = [json.loads(text) for text in texts if text.startswith("{")]
    return [line for line in found if wanted.items() <= line.items()]


def services(aws, correlation_id):
    return {line["service"] for line in lines(aws, correlation_id=correlation_id)}


@pytest.fixture
def hurried(stack, tmp_path):
    """Have all functions called: the emulator may keep a late line until the next call."""

    def run_another():
        with closing(Project(stack, tmp_path)) as another:
            another.post({"S1": "true", "S2": "true"})
            return another.ended()

    return run_another


def test_a_request_is_found_in_every_log_and_on_the_job(aws, project, hurried):
    project.post({"S1": FAILS_ONCE})
    run = project.ended()
    sample = project.sample("S1")
    tags = {job["tags"]["correlation_id"] for job in project.jobs("S1")}
    assert tags == {run.correlation_id} == {sample.correlation_id}
    wait_for(lambda: hurried() and services(aws, run.correlation_id) >= ACTING)


def test_no_line_about_a_sample_lacks_it(aws, project, hurried):
    project.post({"S1": FAILS_ONCE})
    run = project.ended()
    about = wait_for(lambda: hurried() and lines(aws, project=project.name))
    assert {line.get("correlation_id") for line in about} == {run.correlation_id}
