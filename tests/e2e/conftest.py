from pathlib import Path

import pytest

from batch_relay.local.home import Home
from batch_relay.local.stack import reset, up

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Let xdist (--dist loadgroup) give all of these to one worker: there is one stack."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("stack"))


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """The real template, built and deployed by SAM to an emulator that checks every role."""
    home = Home(tmp_path_factory.mktemp("stack") / "home")
    try:
        yield up(home)
    finally:
        reset(home)
    assert not home.path.exists()


@pytest.fixture(scope="session")
def aws(stack):
    """Make a client of the stack's services, with all permissions."""
    session = stack.emulator.session()
    return lambda service: session.client(service, endpoint_url=stack.endpoint)
