"""Run a task as a container, where a Docker engine answers."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from batch_relay.local.batch.errors import BatchError
from batch_relay.local.batch.host.task import Order
from batch_relay.local.batch.jobs.ports import Launch

ANSWER_SECONDS = 10


class DockerMissingError(BatchError):
    """Containers were asked for, and no Docker engine answers."""


def order_for_docker(launch: Launch, grace: float) -> Order:
    """Describe a task as a `docker run`; the client passes signals on to the container.

    The container shares the host's network, so that it reaches services on 127.0.0.1.
    """
    name = f"batch-{launch.task}"
    return Order(
        task=launch.task,
        command=[
            *("docker", "run", "--name", name),
            *_limits(launch),
            *_environment(launch),
            launch.image,
            *launch.command,
        ],
        environment={**launch.environment, "HOME": str(Path.home())},
        memory=None,
        timeout=launch.timeout,
        grace=grace,
        out_of_memory=["docker", "inspect", "--format", "{{.State.OOMKilled}}", name],
        after=["docker", "rm", "--force", "--volumes", name],
    )


def require_docker(environment: Mapping[str, str]) -> None:
    """Make sure that a Docker engine answers to whoever has that environment, as jobs will.

    Raises:
        DockerMissingError: there is no `docker` command, or no engine behind it.
    """
    command = ["docker", "version", "--format", "{{.Server.Version}}"]
    hint = "start it, or run jobs as processes (executor=process)"
    if shutil.which("docker", path=environment.get("PATH")) is None:
        message = (
            f"Jobs are to run with Docker, but there is no docker command: install it, or {hint}."
        )
        raise DockerMissingError(message)
    try:
        subprocess.run(
            command, env=dict(environment), capture_output=True, check=True, timeout=ANSWER_SECONDS
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        message = f"Jobs are to run with Docker, but no Docker engine answers: {hint}."
        raise DockerMissingError(message) from error


def _limits(launch: Launch) -> list[str]:
    memory = f"{launch.memory}m"
    return [
        "--network=host",
        f"--cpu-shares={int(launch.vcpus * 1024)}",
        f"--memory={memory}",
        f"--memory-swap={memory}",
    ]


def _environment(launch: Launch) -> list[str]:
    """Name the variables only: their values are not for the list of processes to show."""
    return [word for name in launch.environment if name != "PATH" for word in ("--env", name)]
