"""AWS inside this process, shaped by the template."""

from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto import mock_aws

TEMPLATE = Path(__file__).parents[2] / "template.yaml"
SIMULATED = {"batch": {"use_docker": False}, "stepfunctions": {"execute_state_machine": True}}


class Template(yaml.SafeLoader):
    """CloudFormation's YAML; what its functions would compute is left out."""


Template.add_multi_constructor("!", lambda *_: None)


@pytest.fixture
def aws(monkeypatch):
    """An empty account; clients made while it lasts talk to it."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws(config=SIMULATED):
        boto3.DEFAULT_SESSION = shared_session()
        yield


@cache
def shared_session() -> boto3.Session:
    """Return what clients are made from: it reads AWS's descriptions once, not for every test."""
    return boto3.Session()


@cache
def table_shape() -> dict[str, Any]:
    """What the template says of its table, as CreateTable takes it."""
    template = yaml.load(TEMPLATE.read_text(), Loader=Template)
    wanted = template["Resources"]["Table"]["Properties"]
    names = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    stream = {"StreamEnabled": True, **wanted["StreamSpecification"]}
    return {name: wanted[name] for name in names} | {"StreamSpecification": stream}


@pytest.fixture
def table(aws) -> tuple[Any, str]:
    """The template's table: a client of DynamoDB, and its name."""
    client = boto3.client("dynamodb")
    client.create_table(TableName="t", **table_shape())
    return client, "t"
