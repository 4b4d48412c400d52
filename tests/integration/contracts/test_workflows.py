"""One contract for Workflows: in memory and on AWS."""

import pytest

from batch_relay.adapters.dynamodb.workflows import DynamoWorkflows
from batch_relay.adapters.memory.workflows import MemoryWorkflows
from batch_relay.domain.definitions import workflow_from_json


def workflow(name="w", **variables):
    analysis = {
        "job_definition": "align:1",
        "queue": "spot",
        "outputs": [],
        "batch_relay": {"retry": {"attempts": 2, "memory_factor": 1.5}},
    }
    return workflow_from_json({"workflow_name": name, "analyses": [analysis], **variables})


@pytest.fixture
def memory():
    return MemoryWorkflows()


@pytest.fixture
def dynamodb(table):
    return DynamoWorkflows(*table)


@pytest.fixture(params=["memory", "dynamodb"])
def workflows(request):
    return request.getfixturevalue(request.param)


def test_a_workflow_that_was_never_put_is_unknown(workflows):
    assert workflows.latest("w") is None
    assert workflows.version("w", "0") is None


def test_a_workflow_is_read_back_whole(workflows):
    one = workflow(ratio=0.5, on=True, empty="", nothing=None)
    workflows.put(one)
    assert workflows.latest("w") == one
    assert workflows.version("w", one.version) == one


def test_the_newest_is_what_was_put_last_and_older_versions_stay(workflows):
    older, newer = workflow(), workflow(db="silva")
    for one in older, newer, older, newer:
        workflows.put(one)
    assert workflows.latest("w") == newer
    assert workflows.version("w", older.version) == older


def test_workflows_of_other_names_are_apart(workflows):
    workflows.put(workflow("x"))
    assert workflows.latest("w") is None


def test_a_version_is_read_once(dynamodb, table):
    client, name = table
    one = workflow()
    dynamodb.put(one)
    assert dynamodb.version("w", one.version) == one
    client.delete_table(TableName=name)
    assert dynamodb.version("w", one.version) == one


def test_workflows_are_listed_by_name_in_pages(workflows):
    for name in ("b", "c", "a"):
        workflows.put(workflow(name))
    first = workflows.list(limit=2)
    assert [each.name for each in first.items] == ["a", "b"]
    assert [each.name for each in workflows.list(after=first.next).items] == ["c"]


def test_a_list_has_the_newest_version_and_no_summary(workflows):
    newest = workflow(db="silva")
    for each in (workflow(), workflow("w.summary"), newest):
        workflows.put(each)
    (listed,) = workflows.list().items
    assert (listed.name, listed.version, listed.analyses) == ("w", newest.version, ("align:1",))


def test_a_list_may_be_of_those_that_begin_so(workflows):
    for name in ("jones_w", "smith_a", "smith_b", "smithers_w"):
        workflows.put(workflow(name))
    first = workflows.list(prefix="smith_", limit=1)
    assert [each.name for each in first.items] == ["smith_a"]
    rest = workflows.list(prefix="smith_", after=first.next)
    assert [each.name for each in rest.items] == ["smith_b"]
