"""A stack with a key of the account's own.

The emulator doesn't tell of tables, buckets and functions that they have it; what the template
says of them is seen in tests/unit/test_policies.py.
"""

from contextlib import closing

import pytest

from batch_relay.local import process
from batch_relay.local.deployment import PARAMETERS
from batch_relay.local.home import Home
from batch_relay.local.stack import reset, up
from tests.e2e.project import Project


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("key") / "home")
    yield home
    reset(home)


@pytest.fixture(scope="module")
def key(home):
    """The ARN of a key, made before the stack."""
    with home.locked():
        emulator = process.start(home, None, docker=False)
    kms = emulator.session().client("kms", endpoint_url=emulator.endpoint)
    with closing(kms):
        return kms.create_key()["KeyMetadata"]["Arn"]


@pytest.fixture(scope="module")
def stack(home, key):
    with pytest.MonkeyPatch.context() as parameters:
        parameters.setitem(PARAMETERS, "KmsKey", key)
        yield up(home)


@pytest.fixture
def project(stack, tmp_path):
    with closing(Project(stack, tmp_path)) as project:
        yield project


def test_a_run_succeeds_with_a_key_of_ones_own(project):
    project.post({"S": "true"})
    assert project.ended().samples == {"SUCCEEDED": 1}
