"""One contract for Catalog: in memory and on AWS Batch."""

import pytest

from batch_relay.adapters.batch_catalog import BatchCatalog
from batch_relay.adapters.memory.catalog import MemoryCatalog
from batch_relay.domain.catalog import JobDefinition, JobQueue, Wanted
from tests.in_process_batch import InProcessServices
from tests.unit.local.batch.memory import SCOPE

READS = JobDefinition(references=frozenset({"reads"}), parameters=frozenset({"threads"}))
NEWEST = JobDefinition(references=frozenset({"primer"}))
ARN = SCOPE.arn("job-queue/spot")


@pytest.fixture
def memory_catalog():
    queues = {"spot": JobQueue(name="spot"), "shut": JobQueue(name="shut", state="DISABLED")}
    definitions = {"tool:1": READS, "tool:2": NEWEST}
    return MemoryCatalog(queues=queues, definitions=definitions, usable=("spot",))


@pytest.fixture
def batch_catalog():
    client = InProcessServices().batch()
    made = client.create_compute_environment(
        computeEnvironmentName="machines",
        type="MANAGED",
        computeResources={"type": "EC2", "maxvCpus": 4, "subnets": ["s"], "instanceRole": "r"},
    )
    order = [{"order": 1, "computeEnvironment": made["computeEnvironmentArn"]}]
    for name, state in (("spot", "ENABLED"), ("shut", "DISABLED")):
        client.create_job_queue(
            jobQueueName=name, state=state, priority=1, computeEnvironmentOrder=order
        )
    for name, parameters in (("reads", {"threads": "2"}), ("primer", {}), ("gone", {})):
        made = client.register_job_definition(
            jobDefinitionName="tool",
            type="container",
            parameters=parameters,
            containerProperties={"image": "i", "command": [f"Ref::{name}"], **ROOM},
        )
    client.deregister_job_definition(jobDefinition=made["jobDefinitionArn"])
    return BatchCatalog(client, queues=("spot",))


ROOM = {
    "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "512"}]
}


@pytest.fixture(params=["memory", "batch"])
def catalog(request):
    return request.getfixturevalue(f"{request.param}_catalog")


def found(catalog, *, queues=(), definitions=()):
    return catalog.find(Wanted(queues=frozenset(queues), definitions=frozenset(definitions)))


def test_a_queue_is_found_by_name_and_by_arn(catalog):
    queues = found(catalog, queues=("spot", ARN)).queues
    assert {name: queue.name for name, queue in queues.items()} == {"spot": "spot", ARN: "spot"}


def test_a_queue_tells_its_state(catalog):
    queues = found(catalog, queues=("spot", "shut")).queues
    assert {name: bool(queue.fault) for name, queue in queues.items()} == {
        "spot": False,
        "shut": True,
    }


def test_what_is_not_there_is_left_out(catalog):
    nothing = found(catalog, queues=("other",), definitions=("other", "tool:9"))
    assert (nothing.queues, nothing.definitions) == ({}, {})


def test_a_job_definition_is_found_by_its_revision_or_is_the_newest_active_one(catalog):
    definitions = found(catalog, definitions=("tool", "tool:1")).definitions
    assert definitions == {"tool": NEWEST, "tool:1": READS}


def test_a_revision_that_is_out_of_use_is_not_found(catalog):
    assert found(catalog, definitions=("tool:3",)).definitions == {}


def test_it_tells_what_the_stack_may_use(catalog):
    assert tuple(found(catalog).usable) == ("spot",)
