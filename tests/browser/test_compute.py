"""AWS Batch on the page, in a real browser."""

import pytest
from botocore.exceptions import ClientError
from playwright.sync_api import expect

from batch_relay.adapters.memory.logs import MemoryLogs
from batch_relay.dashboard.compute import Compute
from tests.in_process import InProcess
from tests.in_process_batch import InProcessServices


def test_queues_lead_to_a_job_and_what_it_wrote(opened):
    page = opened(InProcess(), "compute")
    spot = page.get_by_role("row", name="spot")
    spot.get_by_role("link", name="1", exact=True).last.click()
    page.get_by_role("link", name="assembly_S1_trim").click()
    page.get_by_role("button", name="Show the log").click()
    expect(page.get_by_role("log")).to_contain_text("no reads are left")


def test_a_queue_that_there_is_not_is_told(opened):
    page = opened(InProcess(), "compute/queues/nix")
    expect(page.get_by_text("There is no such job queue.")).to_be_visible()


@pytest.fixture
def beside():
    """AWS Batch with an array of three jobs, of which one has failed."""
    services = InProcessServices.stocked()
    array = services.memory.submit("chromosomes", arrayProperties={"size": 3})
    services.memory.end(f"{array}:1", 1)
    return Compute(batch=services.batch(), logs=MemoryLogs()), array


def test_an_array_leads_to_its_jobs_those_that_failed_first(serve, tab, beside):
    compute, array = beside
    page = tab(serve(InProcess().client(), compute))
    page.evaluate("way => { location.hash = way }", f"#/compute/jobs/{array}")
    expect(page.get_by_role("heading", name="Its 3 jobs")).to_be_visible()
    page.get_by_role("link", name="chromosomes:1").click()
    expect(page.locator(".title")).to_contain_text("FAILED")
    page.get_by_role("link", name=array, exact=True).click()
    expect(page.get_by_role("heading", name="Its 3 jobs")).to_be_visible()


def test_who_may_not_see_aws_batch_is_told_so(serve, tab):
    services = InProcessServices()
    error = {"Code": "AccessDeniedException", "Message": "you are not authorized"}
    services.refuses = ClientError({"Error": error}, "DescribeJobQueues")
    page = tab(serve(InProcess().client(), Compute(batch=services.batch(), logs=MemoryLogs())))
    tab.expect("502")
    page.get_by_role("link", name="Compute").click()
    expect(page.get_by_role("alert")).to_contain_text("which need batch:DescribeJobQueues")
