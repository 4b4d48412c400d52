"""docs/tutorial.md, followed literally."""

import pytest

from batch_relay.local.home import Home
from batch_relay.local.stack import reset
from tests.e2e.permissions import keep
from tests.following import follow, newcomer
from tests.pages import ROOT

# A stack, and every command of the page, while other tests are at work.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial")
    home = Home(folder / "home")
    try:
        yield follow(ROOT / "docs/tutorial.md", folder, newcomer(home.path))
    finally:
        keep(home)
        reset(home)


def test_every_command_works(followed):
    assert followed.returncode == 0, followed.end


def test_every_command_prints_what_the_page_shows(followed):
    assert followed.differences == []


def test_the_page_shows_enough_to_tell(followed):
    assert sum(bool(command.shown) for command, _ in followed.outputs) >= 15
