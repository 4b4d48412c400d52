"""The page over a service in memory, in a real browser."""

RUN = "projects/gut/runs/assembly"


def test_projects_lead_to_a_run(shown):
    page = shown()
    page.get_by_role("link", name="gut").click()
    page.get_by_role("link", name="assembly").click()
    page.get_by_role("heading", name="assembly").wait_for()
    assert page.locator(".title .status").inner_text().endswith("RUNNING")
