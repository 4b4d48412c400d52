"""What a start would run, told by a stack that may look at the outputs."""

from contextlib import closing

from tests.e2e.project import Project


def test_a_finished_run_has_nothing_to_run_and_tells_what_jobs_use(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as project:
        project.post({"a": "true", "b": "true"})
        project.ended()
        told = project.api.forecast_run(project.name, project.name)
    assert (told.samples, told.looked_at, told.jobs, told.runs) == (2, 2, 0, 1)
