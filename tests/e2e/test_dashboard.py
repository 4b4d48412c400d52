"""From the drop of a CSV to the finished run, on the real stack, in a real browser."""

from contextlib import closing

import pytest

from batch_relay.connection import Services
from batch_relay.dashboard.compute import Compute
from tests.browser.test_dashboard import drop
from tests.e2e.project import Project, client_of, wait_for


@pytest.fixture
def project(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as one:
        yield one


@pytest.fixture
def page(stack, serve, tab):
    """The page of the stack."""
    emulator = stack.emulator
    services = Services(session=emulator.session(), endpoint=emulator.endpoint)
    return tab(serve(client_of(stack), Compute.of(services)))


def start(page, project, *rows):
    """Drop a CSV of samples and what their jobs do, check it, and start the workflow."""
    lines = [f"{name},{name}.fq,sh,{does}\n" for name, does in rows]
    drop(page, f"{project.name}.csv", f"sample,file,shell,does\n{''.join(lines)}")
    page.get_by_label("Workflow to start").fill(project.name)
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("button", name=f"Start {project.name}").click()


def test_a_csv_becomes_a_finished_run(page, project):
    start(page, project, ("good", "true"), ("bad", "echo what went wrong; exit 3"))
    page.locator(".title").get_by_text("FAILED").wait_for(timeout=120_000)
    page.get_by_role("link", name=f"1. {project.name}: FAILED").click()
    page.get_by_role("log").get_by_text("what went wrong").wait_for()
    page.get_by_text("Decision:").first.wait_for()


def test_a_run_is_cancelled_on_the_page(page, project):
    start(page, project, ("slow", "sleep 300"))
    project.running("slow")
    page.get_by_role("button", name="Cancel …").click()
    page.get_by_label("Reason").fill("not needed")
    page.get_by_role("button", name="Cancel the jobs").click()
    page.locator(".title").get_by_text("CANCELLED").wait_for(timeout=120_000)
    (job,) = wait_for(lambda: [job for job in project.jobs() if job["status"] == "FAILED"])
    assert "not needed" in job["statusReason"]


def test_the_queues_of_the_stack_are_shown(page):
    page.get_by_role("link", name="Compute").click()
    page.get_by_role("link", name="amplicon").first.click()
    page.get_by_text("Environments, in order").wait_for()
