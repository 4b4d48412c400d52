"""From the answer to a POST to the lines of every function's log, and to the job; and back."""

import json
from contextlib import closing

import pytest

from tests.e2e.project import Project, wait_for

# Those that act for one sample of a run that is started by a request, and whose job fails once.
ACTING = {"api", "start_samples", "submit_job", "on_job_change", "on_output_written"}
# Some, for the emulator keeps a line that comes late until its process is called again.
ROWS = {f"S{number}": "[ $BATCH_RELAY_ATTEMPT != 1 ] || exit 1" for number in range(4)}


@pytest.fixture
def project(stack, tmp_path):
    with closing(Project(stack, tmp_path, application=1)) as project:
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
    """Have all functions called, that late lines may come."""

    def run_another():
        with closing(Project(stack, tmp_path)) as another:
            another.post(dict.fromkeys(ROWS, "true"))
            return another.ended()

    return run_another


def test_a_request_is_found_in_every_log_and_on_the_job(aws, project, hurried):
    project.post(ROWS)
    run = project.ended()
    assert run.samples == {"SUCCEEDED": len(ROWS)}
    tags = {job["tags"]["correlation_id"] for job in project.jobs()}
    assert tags == {run.correlation_id} == {project.sample("S1").correlation_id}
    wait_for(lambda: hurried() and not ACTING - services(aws, run.correlation_id))


def test_no_line_about_a_sample_lacks_it(aws, project, hurried):
    project.post(ROWS)
    run = project.ended()
    about = wait_for(lambda: hurried() and lines(aws, project=project.name))
    assert {line.get("correlation_id") for line in about} == {run.correlation_id}
