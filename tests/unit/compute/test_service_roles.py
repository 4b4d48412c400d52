import boto3
import pytest
from botocore.stub import Stubber

from batch_relay.compute.service_roles import SERVICES, make_service_roles
from batch_relay.domain.errors import UnavailableError

OPERATION = "create_service_linked_role"


@pytest.fixture
def iam():
    client = boto3.client("iam", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stubbed:
        yield stubbed
        stubbed.assert_no_pending_responses()


def test_each_service_gets_its_role(iam):
    for service in SERVICES:
        iam.add_response(OPERATION, {}, {"AWSServiceName": f"{service}.amazonaws.com"})
    make_service_roles(iam.client)


@pytest.mark.parametrize("code", ["InvalidInput", "AccessDenied"])
def test_a_role_that_is_there_or_that_others_care_for_is_passed_over(iam, code):
    for _ in SERVICES:
        iam.add_client_error(OPERATION, code)
    make_service_roles(iam.client)


def test_what_passes_is_told(iam):
    iam.add_client_error(OPERATION, "Throttling")
    with pytest.raises(UnavailableError):
        make_service_roles(iam.client)
