"""The page over a service in memory, in a real browser."""

from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from playwright.sync_api import expect

from batch_relay.adapters.memory.logs import MemoryLogs
from batch_relay.dashboard.compute import Compute
from batch_relay.domain.logs import DEFAULT_GROUP, ArrayJob, LogLine, LogStream
from batch_relay.domain.statuses import JobStatus, RunStatus
from tests.browser.showcase import RUN as KEY
from tests.browser.showcase import log_of, showcase
from tests.in_process import NOW, InProcess
from tests.in_process_batch import InProcessServices

RUN = "projects/gut/runs/assembly"
SAMPLE = f"{RUN}/samples/S04"
CSV = "sample,file\nS1,s3://reads/1.fq\nS2,s3://reads/2.fq\n"


@pytest.fixture
def opened(serve, tab):
    """Open a view of a service."""

    def open_(service, way="", **looks):
        page = tab(serve(service.client()), **looks)
        page.get_by_role("heading", name="Projects").wait_for()
        page.evaluate("way => { location.hash = way }", f"#/{way}")
        return page

    return open_


def drop(page, name, text):
    """Let a file fall on the page, as a hand would."""
    page.evaluate(
        """([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name, {type: 'text/csv'}));
            document.body.dispatchEvent(
                new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [name, text],
    )


def test_projects_lead_to_a_run(shown):
    page = shown()
    page.get_by_role("link", name="gut").click()
    page.get_by_role("link", name="assembly").click()
    page.get_by_role("heading", name="assembly").wait_for()
    assert page.locator(".title .status").inner_text().endswith("RUNNING")


def test_a_failure_leads_to_the_line_of_its_log(opened):
    service = showcase()
    line = LogLine(at=NOW + timedelta(minutes=20), message="Killed: 16384 MiB were not enough")
    service.ports.logs.streams[log_of("S04")] = [line]
    page = opened(service, RUN)
    page.get_by_role("link", name="2. align:7: FAILED").first.click()
    page.get_by_role("log").get_by_text("16384 MiB were not enough").wait_for()
    assert page.get_by_text("give up: attempt 2 of 2 ran out of memory").is_visible()


def test_an_attempt_shows_what_its_job_was_given(shown):
    page = shown(SAMPLE)
    page.get_by_text("What it was given").first.click()
    expect(page.locator("details[open] dd").first).to_have_text("s3://reads/S04.fq.gz")


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
    page.get_by_role("log").get_by_text("Killed").wait_for()
    index = page.get_by_label("Job of the array, 0-1")
    index.press_sequentially("0")
    index.press("Tab")
    page.get_by_role("log").get_by_text("chromosome 0 is done").wait_for()


def test_failures_are_grouped_and_lead_to_their_samples(opened):
    page = opened(showcase(), RUN)
    page.get_by_role("link", name="out of memory").click()
    page.get_by_role("link", name="S34").wait_for()
    assert page.get_by_role("row").count() == 5
    page.get_by_role("button", name="Show all").click()
    page.get_by_text("Only those that failed").wait_for(state="detached")
    assert "failure" not in page.url


def test_a_run_is_drawn_over_time_and_its_finish_told(opened):
    page = opened(showcase(), RUN)
    page.get_by_text("It may end at").wait_for()
    assert "RUNNING" in page.locator("svg.chart desc").text_content()
    page.get_by_text("As a table").click()
    page.get_by_role("columnheader", name="SUCCEEDED").wait_for()


def test_samples_are_found_by_name_in_the_table_too(opened):
    page = opened(showcase(), f"{RUN}?view=table&q=S1")
    page.get_by_role("link", name="S14").wait_for()
    expect(page.get_by_role("row")).to_have_count(11)
    page.get_by_role("button", name="Sample", exact=True).click()
    assert page.get_by_role("row").nth(1).get_by_role("link").inner_text() == "S10"


def test_queues_lead_to_a_job_and_what_it_wrote(opened):
    page = opened(InProcess(), "compute")
    page.get_by_role("row", name="spot").get_by_role("link", name="1", exact=True).last.click()
    page.get_by_role("link", name="assembly_S1_trim").click()
    page.get_by_role("button", name="Show the log").click()
    page.get_by_role("log").get_by_text("no reads are left").wait_for()


def test_who_may_not_see_aws_batch_is_told_so(serve, tab):
    services = InProcessServices()
    error = {"Code": "AccessDeniedException", "Message": "you are not authorized"}
    services.refuses = ClientError({"Error": error}, "DescribeJobQueues")
    beside = Compute(batch=services.batch(), logs=MemoryLogs())
    page = tab(serve(InProcess().client(), beside))
    tab.expect("502")
    page.get_by_role("link", name="Compute").click()
    page.get_by_text("your own credentials, which need batch:DescribeJobQueues").wait_for()


def test_a_run_is_cancelled_with_a_reason(opened):
    service = showcase()
    page = opened(service, RUN)
    page.get_by_role("button", name="Cancel …").click()
    page.get_by_label("Reason").fill("wrong reference")
    page.get_by_role("button", name="Cancel the jobs").click()
    page.locator(".title").get_by_text("CANCELLING").wait_for()
    assert service.ports.runs.get(KEY).reason == "wrong reference"


@pytest.mark.parametrize("way", ["projects/gut", "import"])
def test_a_start_offers_the_workflows_that_are_registered(shown, way):
    page = shown(way)
    page.get_by_role("button", name="Start a workflow …").or_(page.get_by_text("More")).click()
    expect(page.locator("datalist option")).to_have_attribute("value", "assembly")
    expect(page.locator("input[list=workflows]")).to_be_visible()


def test_a_dialog_that_is_left_does_nothing(opened):
    service = showcase()
    page = opened(service, RUN)
    page.get_by_role("button", name="Cancel …").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    assert service.ports.runs.get(KEY).status is RunStatus.RUNNING


def test_failed_samples_are_resubmitted_with_more_memory(opened):
    service = showcase()
    page = opened(service, RUN)
    page.get_by_role("button", name="Resubmit …").click()
    page.get_by_text("Change what the jobs get").click()
    page.get_by_label("Memory, MiB").fill("32768")
    page.get_by_role("button", name="Resubmit", exact=True).click()
    page.get_by_role("dialog").wait_for(state="detached")
    assert service.ports.runs.get(KEY).generation == 2


def test_a_csv_is_dropped_checked_and_imported(opened):
    service = InProcess()
    page = opened(service)
    drop(page, "gut.csv", CSV)
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("heading", name="Ready: 2 samples").wait_for()
    assert service.ports.projects.get("gut") is None
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="gut").wait_for()
    assert service.ports.projects.get("gut").samples == 2


def test_a_bad_row_is_shown_with_what_is_wrong_beside_it(opened, tab):
    page = opened(InProcess())
    drop(page, "gut.csv", f"{CSV}S3,\n")
    page.get_by_role("button", name="Check it").click()
    row = page.get_by_role("row", name="4 S3,")
    row.get_by_text("The sample has no file").wait_for()
    tab.expect("422")


def test_samples_are_found_by_status_and_name(opened):
    page = opened(showcase(), RUN)
    page.get_by_role("button", name="FAILED").click()
    page.get_by_label("Name begins with").fill("S1")
    expect(page.locator(".grid .row")).to_have_count(1)
    assert page.locator(".grid .row .who").inner_text() == "S14"
    assert page.url.endswith("?status=FAILED&q=S1")


def test_a_link_leads_back_to_the_same_view(opened):
    page = opened(showcase(), f"{RUN}?status=FAILED&view=table")
    page.get_by_role("link", name="S34").wait_for()
    page.reload()
    page.get_by_role("link", name="S34").wait_for()
    assert page.get_by_role("button", name="Table").get_attribute("aria-pressed") == "true"


def test_what_changes_is_seen_without_a_reload(opened):
    service = showcase()
    page = opened(service, RUN)
    page.get_by_role("heading", name="assembly").wait_for()
    service.ports.runs.pause(KEY, paused=True)
    page.locator(".title").get_by_text("PAUSED").wait_for()


def test_the_token_is_kept_out_of_the_address(opened):
    assert "token" not in opened(InProcess()).url


def test_arrow_keys_move_through_the_grid(opened):
    page = opened(showcase(), RUN)
    page.get_by_role("link", name="S04").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "S14"


def test_a_run_of_a_hundred_thousand_samples_is_drawn_within_two_seconds(opened):
    page = opened(showcase(100_000, analysed=200))
    page.evaluate("way => { performance.mark('asked'); location.hash = way }", f"#/{RUN}")
    page.locator(".grid .row .mark").first.wait_for()
    took = page.evaluate("performance.measure('grid', 'asked', 'grid-drawn').duration")
    assert page.locator(".grid").get_attribute("aria-rowcount") == "100001"
    assert took < 2_000
    assert page.locator(".grid .row").count() < 60


def test_the_end_of_a_hundred_thousand_samples_can_be_reached(opened):
    page = opened(showcase(100_000, analysed=0), RUN)
    page.locator(".grid .row").nth(5).wait_for()
    page.locator(".grid-body").evaluate("box => { box.scrollTop = box.scrollHeight }")
    page.get_by_role("link", name="S100000").wait_for()
