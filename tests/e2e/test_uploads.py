"""Files on their way into a project: from a presigned URL to the end of a run."""

from contextlib import closing

import pytest

from batch_relay.calls import Caller
from batch_relay.domain.errors import ConflictError, InvalidError
from batch_relay.local.emulator import REGION
from batch_relay.sigv4 import SigV4
from batch_relay.uploading import import_by_upload
from batch_relay.wire.projects import ImportQuery
from tests.e2e.project import Project

ROWS = 3_000
HEADER = "sample,file,shell,does\n"


@pytest.fixture
def project(stack, tmp_path):
    project = Project(stack, tmp_path)
    yield project
    project.close()


@pytest.fixture
def send(project, tmp_path):
    """Import rows by an upload, however few they are; keyword arguments say what it is for."""

    def send(rows, **query):
        path = tmp_path / "uploaded.csv"
        path.write_text(HEADER + "".join(rows))
        return import_by_upload(calls, project.name, path, ImportQuery(**query), None)

    signed = SigV4(project.stack.emulator.session().get_credentials(), REGION)
    with closing(Caller(project.stack.api_url, auth=signed, transport=None)) as calls:
        yield send


def row(number, does="true"):
    return f"S{number},S{number}.fq,sh,{does}\n"


def test_a_large_file_is_checked_and_then_imported(project, send):
    rows = [row(number) for number in range(ROWS)]
    tried = send(rows, workflow=project.name, dry_run=True)
    assert (tried.created, tried.added, len(tried.preview)) == (False, ROWS, 10)
    done = send(rows)
    assert (done.created, done.added, done.run) == (True, ROWS, None)
    assert project.api.project(project.name).samples == ROWS


def test_every_problem_of_a_large_file_is_told(send):
    rows = [row(number) for number in range(ROWS)]
    rows[7:9] = ["S7,,sh,true\n", "S8,S8.fq\n"]
    with pytest.raises(InvalidError, match="2 problems") as told:
        send(rows, dry_run=True)
    assert [problem.line for problem in told.value.problems] == [9, 10]


def test_other_samples_under_a_name_that_is_taken_are_a_conflict(send):
    send([row(1)])
    with pytest.raises(ConflictError, match="Choose another name"):
        send([row(2)])


def test_a_file_that_has_come_is_run_to_its_end(project, send):
    done = send([row(1), row(2)], workflow=project.name)
    assert done.run.chosen == 2
    assert project.ended().samples == {"SUCCEEDED": 2}
    appended = send([row(3)], workflow=project.name, append=True)
    assert (appended.added, appended.run.generation) == (1, 2)
    assert project.ended(generation=2).samples == {"SUCCEEDED": 3}


def test_the_same_file_again_adds_nothing(project, send):
    first = send([row(1)], workflow=project.name)
    assert send([row(1)]).added == 0
    assert project.ended().generation == first.run.generation
