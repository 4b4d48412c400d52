"""Build and deploy the application with the SAM CLI, as one would to AWS."""

import json
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from batch_relay.local.emulator import Emulator
from batch_relay.local.environment import cleaned
from batch_relay.local.errors import StackError
from batch_relay.local.home import Home
from batch_relay.local.process import last_line

POLL_SECONDS = 0.2


def host_parameters() -> dict[str, str]:
    """Say what this machine's functions run on; it also decides which wheels the layer holds."""
    arm = platform.machine().lower() in {"arm64", "aarch64"}
    return {
        "Architecture": "arm64" if arm else "x86_64",
        "PythonRuntime": f"python3.{sys.version_info.minor}",
    }


def build(home: Home) -> None:
    """Build the exported application for this machine.

    Raises:
        StackError: the build fails.
    """
    layers = {"LAYER_PLATFORM": "host", "LAYER_PYTHON": sys.executable, "PYTHON": sys.executable}
    options = ["--template-file", str(home.app / "template.yaml"), "--build-dir", str(home.build)]
    _sam(home, "build", [*options, "--parallel", *_overrides(host_parameters())], layers)


def deploy(home: Home, emulator: Emulator, parameters: Mapping[str, str]) -> None:
    """Deploy what was built to the emulator, as the `local` environment of samconfig.toml says.

    Raises:
        StackError: the deployment fails.
    """
    configuration = ["--config-file", str(home.app / "samconfig.toml"), "--config-env", "local"]
    template = ["--template-file", str(home.build / "template.yaml")]
    options = [*configuration, *template, *_overrides({**host_parameters(), **parameters})]
    _sam(home, "deploy", options, emulator.environment)


def _sam(home: Home, command: str, options: Sequence[str], extra: Mapping[str, str]) -> None:
    log = home.log(command)
    with log.open("wb") as output:
        done = subprocess.run(
            [sys.executable, "-m", "samcli", command, *options],
            env={**cleaned(), **_settings(home), **extra},
            cwd=home.path,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        message = f"sam {command} failed: {last_line(log)}"
        raise StackError(message)


def _settings(home: Home) -> dict[str, str]:
    """Keep SAM's own settings in the stack's folder: no telemetry, no look for a newer version."""
    home.settings.mkdir(exist_ok=True)
    metadata = {"lastVersionCheck": time.time(), "telemetryEnabled": False}
    (home.settings / "metadata.json").write_text(json.dumps(metadata))
    return {
        "__SAM_CLI_APP_DIR": str(home.settings),
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": str(POLL_SECONDS),
        "TMPDIR": str(home.temporary),
    }


def _overrides(parameters: Mapping[str, str]) -> list[str]:
    return ["--parameter-overrides", *(f'{name}="{value}"' for name, value in parameters.items())]
