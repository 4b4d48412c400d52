"""One contract for Projects: in memory and on AWS."""

from dataclasses import replace

import pytest

from batch_relay.adapters.dynamodb.projects import DynamoProjects
from batch_relay.adapters.memory.projects import MemoryProjects
from batch_relay.domain.errors import ConflictError
from batch_relay.domain.runs import Project
from tests.examples import START

PROJECT = Project(
    name="p",
    samples=2,
    columns=("sample", "file", "größe"),
    manifest="projects/p/0/samples.jsonl",
    checksum="0",
    created_at=START,
)
GROWN = replace(PROJECT, samples=3, manifest="projects/p/1/samples.jsonl", checksum="1")


@pytest.fixture
def memory():
    return MemoryProjects()


@pytest.fixture
def dynamodb(table):
    return DynamoProjects(*table)


@pytest.fixture(params=["memory", "dynamodb"])
def projects(request):
    return request.getfixturevalue(request.param)


def test_a_project_that_was_never_imported_is_unknown(projects):
    assert projects.get("p") is None
    assert projects.list().items == ()


def test_a_project_is_read_back_as_it_was_created(projects):
    projects.create(PROJECT)
    assert projects.get("p") == PROJECT


def test_a_name_is_taken_once(projects):
    projects.create(PROJECT)
    with pytest.raises(ConflictError):
        projects.create(replace(PROJECT, samples=3))
    assert projects.get("p") == PROJECT


def test_a_project_that_has_grown_is_replaced(projects):
    projects.create(PROJECT)
    projects.replace(GROWN, before=PROJECT)
    assert projects.get("p") == GROWN
    assert projects.list().items == (GROWN,)


def test_a_project_that_changed_meanwhile_is_not_replaced(projects):
    projects.create(PROJECT)
    projects.replace(GROWN, before=PROJECT)
    with pytest.raises(ConflictError):
        projects.replace(replace(GROWN, checksum="2"), before=PROJECT)
    assert projects.get("p") == GROWN


def test_a_project_that_is_not_there_is_not_replaced(projects):
    with pytest.raises(ConflictError):
        projects.replace(GROWN, before=PROJECT)
    assert projects.get("p") is None


def test_projects_are_listed_by_name_page_by_page(projects):
    for name in "c", "a", "b", "A":
        projects.create(replace(PROJECT, name=name))
    names, after = [], None
    while not names or after:
        page = projects.list(after=after, limit=3)
        names += [project.name for project in page.items]
        after = page.next
    assert names == ["A", "a", "b", "c"]
