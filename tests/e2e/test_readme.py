"""README.md, followed literally in what a checkout has."""

import shutil

import pytest

from batch_relay.local.home import Home
from batch_relay.local.stack import reset
from tests.following import follow, newcomer
from tests.pages import ROOT

# A stack, and every command of the page, while other tests are at work.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples/amplicon", folder / "examples/amplicon")
    home = Home(folder / "home")
    try:
        yield follow(ROOT / "README.md", folder, newcomer(home.path))
    finally:
        reset(home)


def test_every_command_works(followed):
    assert followed.returncode == 0, followed.end


def test_the_run_succeeds_though_a_job_ran_out_of_memory(followed):
    printed = {command.line: printed for command, printed in followed.outputs}
    watched = printed["batch-relay run status demo amplicon --watch"]
    assert "SUCCEEDED; samples: 6 SUCCEEDED" in watched
    sample = printed["batch-relay sample show demo amplicon sam2_c_needs_more_memory"]
    assert "resubmitted: out of memory" in sample
