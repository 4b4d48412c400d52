"""A sample on the page, its attempts and their logs, in a real browser."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from batch_relay.domain.logs import DEFAULT_GROUP, ArrayJob, LogLine, LogStream
from batch_relay.domain.statuses import JobStatus
from tests.browser.showcase import log_of, showcase
from tests.in_process import NOW

RUN = "projects/gut/runs/assembly"
SAMPLE = f"{RUN}/samples/S04"


def test_a_failure_leads_to_the_line_of_its_log(opened):
    service = showcase()
    line = LogLine(at=NOW + timedelta(minutes=20), message="Killed: 16384 MiB were not enough")
    service.ports.logs.streams[log_of("S04")] = [line]
    page = opened(service, RUN)
    page.get_by_role("link", name="2. align:7: FAILED").first.click()
    expect(page.get_by_role("log")).to_contain_text("16384 MiB were not enough")
    expect(page.get_by_text("give up: attempt 2 of 2 ran out of memory")).to_be_visible()


def test_an_attempt_shows_what_its_job_was_given(shown):
    page = shown(SAMPLE)
    page.get_by_text("What it was given").first.click()
    expect(page.locator("details[open] dd").first).to_have_text("s3://reads/S04.fq.gz")


def test_an_attempt_shows_what_ran_and_leads_to_its_job(shown, tab):
    page = shown(SAMPLE)
    expect(page.get_by_text("quay.io/lab/trim:3.0")).to_be_visible()
    tab.expect("404")
    page.get_by_role("link", name="job-S04-0-1").click()
    expect(page.get_by_text("AWS Batch knows no job 'job-S04-0-1'")).to_be_visible()


@pytest.fixture
def array():
    """A service where the failed attempt of sample S04 is an array of two jobs."""
    service = showcase()
    analyses = service.ports.analyses.analyses
    key = next(one for one in analyses if (one.sample, one.analysis) == ("S04", 1))
    *past, last = analyses[key].history
    analyses[key] = replace(analyses[key], history=(*past, replace(last, size=2, failed="1")))
    first = LogStream(group=DEFAULT_GROUP, name="first")
    service.ports.logs.streams[first] = [LogLine(at=NOW, message="chromosome 0 is done")]
    job = ArrayJob(status=JobStatus.SUCCEEDED, reason="", stream=first)
    service.ports.arrays.jobs[last.job_id] = {0: job, 1: replace(job, stream=log_of("S04"))}
    service.ports.logs.streams[log_of("S04")] = [LogLine(at=NOW, message="Killed")]
    return service


def test_the_log_of_each_job_of_an_array_can_be_read(opened, array):
    page = opened(array, f"{SAMPLE}?analysis=2")
    expect(page.get_by_role("log")).to_contain_text("Killed")
    index = page.get_by_label("Job of the array, 0-1")
    index.press_sequentially("0")
    index.press("Tab")
    expect(page.get_by_role("log")).to_contain_text("chromosome 0 is done")
