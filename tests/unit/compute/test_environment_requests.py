import json
from pathlib import Path

import pytest

from batch_relay.compute.context_file import read_context
from batch_relay.compute.environment_requests import Changes, creation
from batch_relay.domain.errors import InvalidError

CONTEXT = read_context(Path(__file__).with_name("cecontext.json").read_text())


def request(context=CONTEXT, *, size="small", account="", **changes):
    call = creation("lab", context, account=account, size=size, changes=Changes(**changes))
    return call.request


def resources(**asked):
    return request(**asked)["computeResources"]


def test_an_account_and_a_size_make_an_environment():
    made = request(size="medium")
    assert made["serviceRole"].endswith("role/service-role/AWSBatchServiceRole")
    assert (made["type"], made["state"]) == ("MANAGED", "ENABLED")
    assert made["computeResources"]["instanceTypes"] == ["m5.12xlarge", "c5.9xlarge", "r5.4xlarge"]
    assert made["computeResources"]["subnets"] == ["subnet-0a", "subnet-0b"]


def test_another_account_has_its_own_roles():
    assert "222233334444" in resources(account="nhlbi_compute")["instanceRole"]


def test_changes_win():
    made = resources(image="ami-1", instance_types=("c5.large",), tags={"a": "b"})
    assert (made["imageId"], made["instanceTypes"]) == ("ami-1", ["c5.large"])
    assert made["tags"] == {"a": "b"}


def test_only_spot_has_a_bid():
    assert "bidPercentage" not in resources(kind="EC2")
    assert resources(kind="SPOT")["bidPercentage"] == 100


@pytest.mark.parametrize(
    ("kind", "strategy"),
    [("EC2", "BEST_FIT_PROGRESSIVE"), ("SPOT", "SPOT_PRICE_CAPACITY_OPTIMIZED")],
)
def test_the_strategy_is_one_that_can_be_changed_later(kind, strategy):
    assert resources(kind=kind)["allocationStrategy"] == strategy


def bare(**resources):
    account = {"uw": {"resources": resources}}
    return read_context(json.dumps({"accnt_ctx": account}))


def test_all_that_is_missing_is_named_at_once():
    with pytest.raises(InvalidError) as caught:
        request(bare(maxvCpus=4))
    missing = [each.column.rpartition(".")[2] for each in caught.value.problems]
    assert missing == ["subnets", "securityGroupIds", "instanceTypes", "instanceRole"]


def test_vcpus_out_of_order_are_told():
    complete = {
        "subnets": ["s"],
        "securityGroupIds": ["sg"],
        "instanceTypes": ["m5"],
        "instanceRole": "r",
    }
    with pytest.raises(InvalidError) as caught:
        request(bare(minvCpus=8, maxvCpus=4, **complete))
    assert "[8, 8, 4]" in caught.value.problems[0].message


def test_fargate_has_tags_of_its_own_and_no_instances():
    made = request(
        bare(
            type="FARGATE",
            maxvCpus=4,
            subnets=["s"],
            securityGroupIds=["sg"],
        ),
        tags={"a": "b"},
    )
    assert made["tags"] == {"a": "b"}
    assert "tags" not in made["computeResources"]
    assert "allocationStrategy" not in made["computeResources"]
