"""The page over a service in memory, in a real browser: projects, imports, what all views do."""

import json
import re

import httpx
from playwright.sync_api import expect

from tests.browser.showcase import RUN as KEY
from tests.browser.showcase import showcase
from tests.in_process import InProcess

RUN = "projects/gut/runs/assembly"
CSV = "sample,file\nS1,s3://reads/1.fq\nS2,s3://reads/2.fq\n"
# A file over the page, and then, perhaps, let fall on it.
DRAG = """([name, text, ...kinds]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name, {type: 'text/csv'}));
    for (const kind of kinds)
        document.body.dispatchEvent(
            new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
    return document.body.className;
}"""


def drop(page, name, text):
    """Let a file fall on the page, as a hand would."""
    page.evaluate(DRAG, [name, text, "dragover", "drop"])


def test_projects_lead_to_a_run(shown):
    page = shown()
    page.get_by_role("link", name="gut").click()
    page.get_by_role("link", name="assembly").click()
    expect(page.get_by_role("heading", name="assembly")).to_be_visible()
    expect(page.locator(".title .status")).to_have_text(re.compile("RUNNING$"))


def test_who_has_no_project_is_told_so(opened):
    page = opened(InProcess())
    expect(page.get_by_text("There is no project yet.")).to_be_visible()
    expect(page.get_by_label("Find a project")).to_have_count(0)


def test_a_project_of_any_page_is_found(opened):
    service = InProcess()
    with service.http() as http:
        for n in range(101):
            http.post(f"/projects/p{n:03d}", content=CSV, headers={"Content-Type": "text/csv"})
    page = opened(service)
    expect(page.get_by_role("link", name="p000")).to_be_visible()
    expect(page.get_by_role("link", name="p100")).to_have_count(0)
    page.get_by_label("Find a project").fill("p100")
    expect(page.get_by_role("link", name="p100")).to_be_visible()


def test_a_start_offers_the_workflows_that_are_registered(shown):
    page = shown("projects/gut")
    page.get_by_role("button", name="Start a workflow …").click()
    expect(page.locator("datalist option")).to_have_attribute("value", "assembly")
    expect(page.get_by_role("combobox")).to_be_visible()


def test_an_import_offers_the_workflows_that_are_registered(shown):
    page = shown("import")
    expect(page.locator("datalist option")).to_have_attribute("value", "assembly")
    expect(page.get_by_label("Workflow to start")).to_be_visible()


def test_a_csv_is_dropped_checked_and_imported(opened):
    service = InProcess()
    page = opened(service)
    drop(page, "gut.csv", CSV)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Ready: 2 samples")).to_be_visible()
    assert service.ports.projects.get("gut") is None
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="gut")).to_be_visible()
    assert service.ports.projects.get("gut").samples == 2


def test_the_page_shows_that_a_file_may_be_dropped_on_it(shown):
    page = shown()
    assert page.evaluate(DRAG, ["gut.csv", CSV, "dragover"]) == "dragging"
    assert page.evaluate(DRAG, ["gut.csv", CSV, "dragover", "drop"]) == ""
    expect(page.get_by_text("gut.csv")).to_be_visible()


def test_a_csv_is_chosen_where_a_keyboard_gets_to(shown):
    page = shown("import")
    chosen = page.locator("input[type=file]")
    chosen.focus()
    expect(chosen).to_be_focused()
    chosen.set_input_files({"name": "gut.csv", "mimeType": "text/csv", "buffer": CSV.encode()})
    expect(page.get_by_text("gut.csv")).to_be_visible()


def test_a_bad_row_is_shown_with_what_is_wrong_beside_it(opened, tab):
    page = opened(InProcess())
    tab.expect("422")
    drop(page, "gut.csv", f"{CSV}S3,\n")
    page.get_by_role("button", name="Check it").click()
    row = page.get_by_role("row", name="4 S3,")
    expect(row.get_by_text("The sample has no file")).to_be_visible()


def test_a_row_that_is_left_out_is_shown_beside_its_problem(opened):
    page = opened(InProcess())
    more = "".join(f"T{n},s3://reads/t{n}.fq\n" for n in range(5))
    drop(page, "gut.csv", f"{CSV}{more}S3,\n")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Leave out rows with problems").check()
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Ready: 7 samples")).to_be_visible()
    row = page.get_by_role("row", name="9 S3,")
    expect(row.get_by_text("The sample has no file")).to_be_visible()


def test_what_changes_is_seen_without_a_reload(opened):
    service = showcase()
    page = opened(service, RUN)
    expect(page.locator(".title")).to_contain_text("RUNNING")
    service.ports.runs.pause(KEY, paused=True)
    expect(page.locator(".title")).to_contain_text("PAUSED")


def test_an_api_that_does_not_answer_is_told_until_it_does(opened, tab):
    def fail(request):
        raise httpx.ConnectError("refused")  # noqa: EM101

    service = showcase()
    page = opened(service, RUN)
    tab.expect("503")
    expect(page.locator(".title")).to_contain_text("RUNNING")
    service.before = fail
    expect(page.get_by_text("What stands below is from before.")).to_be_visible()
    service.before = bool
    expect(page.get_by_text("What stands below is from before.")).to_have_count(0)


def test_a_page_that_is_not_let_in_says_how_to_get_in(shown, tab):
    page = shown()
    tab.expect("403")
    page.evaluate("localStorage.clear()")
    page.evaluate("way => { location.hash = way }", f"#/{RUN}")
    expect(page.get_by_role("alert")).to_contain_text("`batch-relay dashboard` printed last")


def test_the_token_is_kept_out_of_the_address(opened):
    expect(opened(InProcess())).not_to_have_url(re.compile("token"))


def test_the_view_of_names_that_are_long_sticks_out_nowhere(opened):
    service, name = InProcess(), f"Patient_{'0123456789_' * 10}"
    steps = [
        {"job_definition": f"d{n}-{'x' * 60}:1", "queue": "q", "outputs": []} for n in range(12)
    ]
    with service.http() as http:
        http.put("/workflows/w", content=json.dumps({"analyses": steps}))
        csv = f"sample,file\n{name},s3://b/a\n"
        headers = {"Content-Type": "text/csv"}
        http.post("/projects/p", content=csv, params={"workflow": "w"}, headers=headers)
    page = opened(service, "projects/p/runs/w", viewport={"width": 390, "height": 844})
    expect(page.get_by_text("No sample has begun.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
