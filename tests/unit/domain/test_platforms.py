import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.definitions import read_definition
from batch_relay.domain.jobs import RenderedJob
from batch_relay.domain.overrides import requirements_of
from batch_relay.domain.platforms import FARGATE_SIZES, Platform, fargate_size
from batch_relay.domain.problems import Problems
from batch_relay.domain.resources import with_resources


def size(vcpus, memory):
    return [{"type": "VCPU", "value": vcpus}, {"type": "MEMORY", "value": memory}]


def with_more(vcpus, memory, more):
    job = RenderedJob(
        name="j",
        definition="d",
        queue="q",
        parameters={},
        container_overrides={"resourceRequirements": size(vcpus, memory)},
        timeout=60,
        outputs=(),
        platform=Platform.FARGATE,
    )
    changed = requirements_of(with_resources(job, memory=more).container_overrides)
    return {one["type"]: one["value"] for one in changed}


def problems(**analysis):
    found = Problems()
    own = {"platform": analysis.pop("platform")}
    one = {"job_definition": "d", "queue": "q", "outputs": [], "batch_relay": own, **analysis}
    read_definition(json.dumps({"workflow_name": "w", "analyses": [one]}), problems=found)
    return [each.message for each in found.as_list()]


@given(st.sampled_from(sorted(FARGATE_SIZES)), st.integers(1, 122_880))
def test_fargate_gives_the_least_that_is_enough(vcpus, memory):
    offered, enough = fargate_size(vcpus, memory)
    assert enough in FARGATE_SIZES[offered]
    assert offered >= vcpus
    assert enough >= memory


def test_what_fargate_offers_is_taken_as_it_is():
    every = [(vcpus, memory) for vcpus, sizes in FARGATE_SIZES.items() for memory in sizes]
    assert [fargate_size(*pair) for pair in every] == every


@pytest.mark.parametrize(
    ("before", "more", "after"),
    [
        (("1", "2048"), 4096, {"VCPU": "1", "MEMORY": "4096"}),
        (("1", "2048"), 3000, {"VCPU": "1", "MEMORY": "3072"}),
        (("1", "8192"), 16384, {"VCPU": "2", "MEMORY": "16384"}),
        (("0.25", "2048"), 4096, {"VCPU": "0.5", "MEMORY": "4096"}),
        (("4", "8192"), 16384, {"VCPU": "4", "MEMORY": "16384"}),
        (("16", "122880"), 245760, {"VCPU": "16", "MEMORY": "122880"}),
    ],
)
def test_more_memory_on_fargate_is_the_next_size(before, more, after):
    assert with_more(*before, more) == after


def test_fargate_needs_a_size_that_it_offers():
    overrides = {"resourceRequirements": size("1", "9000")}
    (said,) = problems(platform="FARGATE", containerOverrides=overrides)
    assert said == "Fargate has no 1 vCPUs with 9000 MiB; write 2 with 9216."


def test_older_keys_say_a_size_too():
    assert problems(platform="FARGATE", containerOverrides={"vcpus": 1, "memory": 2048}) == []


def test_fargate_needs_both():
    (said,) = problems(platform="FARGATE", containerOverrides={"memory": 2048})
    assert "both VCPU and MEMORY" in said


@pytest.mark.parametrize("platform", ["FARGATE", "EKS"])
def test_only_ec2_chooses_an_instance_type(platform):
    overrides = {"vcpus": 1, "memory": 2048, "instanceType": "m5.large"}
    (said,) = problems(platform=platform, containerOverrides=overrides)
    assert "choose no instance type" in said


def test_an_unknown_platform_is_told():
    assert "isn't 'EC2' or 'FARGATE' or 'EKS'" in problems(platform="LAMBDA")[0]


def test_overrides_of_a_pod_are_told_how_to_be_written():
    (said,) = problems(platform="EKS", eksPropertiesOverride={})
    assert 'write "containerOverrides"' in said
