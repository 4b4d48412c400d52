"""What a start would run, told by a stack that may look at the outputs."""

from contextlib import closing

from tests.e2e.project import Project, wait_for


def forecast(project):
    """What a start would run, once an earlier run tells what jobs use."""
    told = project.api.forecast_run(project.name, project.name)
    return told if told.runs else None


def test_a_finished_run_has_nothing_to_run_and_tells_what_jobs_use(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as project:
        project.post({"a": "true", "b": "true"})
        project.ended()
        # What jobs used is counted after they have ended.
        told = wait_for(lambda: forecast(project))
    assert (told.samples, told.looked_at, told.jobs, told.runs) == (2, 2, 0, 1)
