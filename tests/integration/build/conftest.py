import subprocess
import sys

import pytest

from batch_relay.local.application import export
from batch_relay.local.environment import cleaned
from batch_relay.local.home import Home
from batch_relay.local.sam import build


@pytest.fixture(scope="session")
def host(tmp_path_factory):
    """The application, built by SAM for this machine."""
    home = Home(tmp_path_factory.mktemp("host"))
    home.temporary.mkdir()
    export(home.app)
    build(home)
    return home.build


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """The application, built by a plain `sam build`, as for AWS."""
    app = tmp_path_factory.mktemp("aws") / "app"
    export(app)
    command = [sys.executable, "-m", "samcli", "build"]
    environment = {**cleaned(), "SAM_CLI_TELEMETRY": "0"}
    subprocess.run(command, cwd=app, env=environment, check=True, capture_output=True)
    return app / ".aws-sam/build"
