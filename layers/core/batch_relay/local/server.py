"""`python -m batch_relay.local.server`: the emulator, with the local Batch in place of its stub.

The environment says everything; `process.server_environment` makes it.
"""

import asyncio
import os
import resource
import signal
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack

from batch_relay.local import (
    atomic_writes,
    authorization,
    gateway,
    persistence,
    polling,
    private_paths,
    turns,
)
from batch_relay.local.batch import plugin
from batch_relay.local.batch.settings import Executor, Settings
from batch_relay.local.process import DOCKER, EXECUTOR, PERMISSIONS

GRACE_SECONDS = 3.0
# What a job sees of this environment.
FOR_JOBS = {
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_EC2_METADATA_DISABLED",
}


def main() -> None:
    """Serve until SIGTERM or SIGINT, then save the state."""
    _raise_file_limit()
    authorization.install(Path(os.getenv(PERMISSIONS, os.devnull)))
    gateway.install()
    persistence.install()
    atomic_writes.install()
    polling.install()
    turns.install()
    plugin.register(ministack, _settings())
    asyncio.run(_serve())


def _settings() -> Settings:
    environment = {name: value for name in FOR_JOBS if (value := os.getenv(name))}
    if docker := os.getenv(DOCKER):
        environment["DOCKER_HOST"] = docker
    return Settings(
        environment=environment,
        executor=Executor(os.getenv(EXECUTOR, Executor.PROCESS)),
        scratch=Path(gettempdir()),
    )


async def _serve() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    application: Any = private_paths.guarded(ministack.app)
    await serve(application, _configuration(), shutdown_trigger=stopped.wait)
    # The state is saved. Executions that wait for a task token are threads, and would never end.
    os._exit(0)


def _configuration() -> Config:
    config = Config()
    config.bind = [f"{os.getenv('BIND_HOST')}:{os.getenv('GATEWAY_PORT')}"]
    config.graceful_timeout = GRACE_SECONDS
    config.keep_alive_timeout = 75
    config.loglevel = os.getenv("LOG_LEVEL", "WARNING")
    return config


def _raise_file_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    main()
