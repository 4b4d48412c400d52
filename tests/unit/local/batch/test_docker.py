import pytest

from batch_relay.local.batch.host.docker import (
    DockerMissingError,
    order_for_docker,
    require_docker,
)
from batch_relay.local.batch.jobs.ports import Launch

LAUNCH = Launch(
    task="abc",
    image="ubuntu:24.04",
    command=["echo", "hi"],
    environment={"PATH": "/bin", "SECRET": "s"},
    vcpus=0.5,
    memory=512,
    timeout=60,
)


def test_a_task_becomes_a_container_with_its_limits():
    command = " ".join(order_for_docker(LAUNCH, grace=30)["command"])
    assert command == (
        "docker run --name batch-abc --network=host --cpu-shares=512 --memory=512m"
        " --memory-swap=512m --env SECRET ubuntu:24.04 echo hi"
    )


def test_the_container_is_asked_about_its_memory_and_removed():
    order = order_for_docker(LAUNCH, grace=30)
    assert order["out_of_memory"][-2:] == ["{{.State.OOMKilled}}", "batch-abc"]
    assert order["after"] == ["docker", "rm", "--force", "--volumes", "batch-abc"]
    assert order["memory"] is None


def test_the_client_keeps_the_home_of_the_user(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ann")
    assert order_for_docker(LAUNCH, grace=30)["environment"]["HOME"] == "/home/ann"


def test_without_a_docker_command_the_error_says_what_to_do(tmp_path):
    with pytest.raises(DockerMissingError, match="no docker command: install it"):
        require_docker({"PATH": str(tmp_path)})


def test_the_engine_is_looked_for_where_jobs_will_find_it(tmp_path):
    client = tmp_path / "docker"
    client.write_text('#!/bin/sh\n[ "$DOCKER_HOST" = unix:///mine ]\n')
    client.chmod(0o755)
    path = f"{tmp_path}:/bin"
    require_docker({"PATH": path, "DOCKER_HOST": "unix:///mine"})
    with pytest.raises(DockerMissingError):
        require_docker({"PATH": path})


def test_without_an_engine_the_error_says_what_to_do(tmp_path):
    client = tmp_path / "docker"
    client.write_text("#!/bin/sh\nexit 1\n")
    client.chmod(0o755)
    with pytest.raises(DockerMissingError, match="no Docker engine answers: start it"):
        require_docker({"PATH": f"{tmp_path}:/bin"})
