"""docs/admin.md, followed literally from an empty emulator."""

import pytest

from batch_relay.local.home import Home
from batch_relay.local.stack import reset
from tests.e2e.permissions import keep
from tests.following import follow, newcomer
from tests.pages import ROOT


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("admin")
    home = Home(folder / "home")
    try:
        yield follow(ROOT / "docs/admin.md", folder, newcomer(home.path))
    finally:
        keep(home)
        reset(home)


def printed(followed, line):
    return next(printed for command, printed in followed.outputs if command.line == line)


def test_every_command_works(followed):
    assert followed.returncode == 0, followed.end


def test_the_page_ends_with_a_sample_that_succeeded(followed):
    assert "Sample S1: SUCCEEDED" in printed(followed, "batch-relay sample show first hello S1")


def test_it_ran_on_a_queue_that_the_page_made(followed):
    assert "SUCCEEDED" in printed(followed, "batch-relay job list --queue gwas")
