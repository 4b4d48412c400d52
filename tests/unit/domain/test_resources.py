import pytest

from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.resources import with_resources

MEMORY = {"type": "MEMORY", "value": "512"}
VCPU = {"type": "VCPU", "value": "2"}
MORE = {"type": "MEMORY", "value": "1024"}


def job(**overrides):
    return RenderedJob(
        name="j",
        definition="tool:1",
        queue="spot",
        parameters={},
        container_overrides=overrides,
        timeout=600,
        outputs=(),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, [MORE]),
        ({"resourceRequirements": [MEMORY, VCPU]}, [VCPU, MORE]),
        ({"memory": 512}, [MORE]),
        ({"memory": 512, "vcpus": 2}, [VCPU, MORE]),
        ({"memory": 512, "resourceRequirements": [VCPU]}, [VCPU, MORE]),
    ],
)
def test_memory_is_replaced_in_both_forms(before, after):
    changed = with_resources(job(**before), memory=1_024)
    assert changed.container_overrides == {"resourceRequirements": after}


def test_other_overrides_and_the_queue_stay():
    changed = with_resources(job(command=["ls"], memory=512), memory=1_024)
    assert changed.container_overrides["command"] == ["ls"]
    assert changed.queue == "spot"


def test_the_queue_changes_alone():
    before = job(resourceRequirements=[MEMORY])
    changed = with_resources(before, queue="on-demand")
    assert changed.queue == "on-demand"
    assert changed.container_overrides == before.container_overrides
