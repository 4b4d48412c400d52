"""Start and stop the emulator's process."""

import fcntl
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from batch_relay.local.batch.settings import Executor
from batch_relay.local.emulator import HOST, REGION, Emulator, recall, remember
from batch_relay.local.environment import bare
from batch_relay.local.errors import StackError
from batch_relay.local.home import Home

# The module that is the emulator.
SERVER = "batch_relay.local.server"
START_SECONDS = 60.0
# A clean stop saves the state, and waits for jobs to end.
STOP_SECONDS = 60.0
POLL_SECONDS = 0.05
# Below the ports that systems give to clients: a stack that is down finds its port free again.
PORTS = range(20_000, 30_000)
# The descriptor by which the emulator holds the lock of `Home.alive`, without knowing.
_LOCK = 3
# What the server reads of this environment, beside the emulator's own.
EXECUTOR, DOCKER = "BATCH_RELAY_EXECUTOR", "BATCH_RELAY_DOCKER_HOST"
PERMISSIONS = "BATCH_RELAY_PERMISSIONS"


def start(home: Home, port: int | None = None, *, docker: bool = False) -> Emulator:
    """Start the emulator unless it runs; its port and keys stay the same from start to start.

    Raises:
        StackError: the port is another one or taken, it runs jobs in another way, or the
            emulator does not come up.
    """
    known = recall(home)
    if known is not None and port not in {None, known.port}:
        message = f"the stack here keeps its port, {known.port}, until `batch-relay local reset`"
        raise StackError(message)
    if known is not None and is_running(home):
        if known.answers():
            _expect(known, docker=docker)
            return known
        stop(home)
    return _start_anew(home, replace(known or _new(port), docker=docker))


def _expect(known: Emulator, *, docker: bool) -> None:
    if known.docker is not docker:
        what = "containers" if known.docker else "processes"
        message = f"the stack runs jobs as {what}; `batch-relay local down` first to change that"
        raise StackError(message)


def _start_anew(home: Home, fresh: Emulator) -> Emulator:
    if _is_taken(fresh.port):
        message = f"port {fresh.port} is taken by another program; stop that one first"
        raise StackError(message)
    home.prepare()
    emulator = replace(fresh, pid=_spawn(home, fresh))
    remember(home, emulator)
    _wait_until_it_answers(home, emulator)
    return emulator


def stop(home: Home, seconds: float = STOP_SECONDS) -> None:
    """Stop the emulator and all that it started; it has `seconds` to save its state."""
    emulator = recall(home)
    if emulator is None or not is_running(home):
        return
    os.kill(emulator.pid, signal.SIGTERM)
    _wait(lambda: not is_running(home), seconds)
    # Functions and jobs are in its process group; so is the emulator, should it still hang.
    with suppress(ProcessLookupError):
        os.killpg(emulator.pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(emulator.pid, 0)
    _wait(lambda: not is_running(home), seconds)


def is_running(home: Home) -> bool:
    """Whether the emulator's process is there, answering or not."""
    if not home.alive.exists():
        return False
    with home.alive.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _new(port: int | None) -> Emulator:
    key, secret = f"AKIA{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30)
    return Emulator(pid=0, port=port or _free_port(), access_key=key, secret_key=secret)


def _spawn(home: Home, emulator: Emulator) -> int:
    with home.log("server").open("ab") as log, home.alive.open("w") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", SERVER],
            server_environment(home, emulator),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
                (os.POSIX_SPAWN_DUP2, alive.fileno(), _LOCK),
            ],
            setsid=True,
        )


def server_environment(home: Home, emulator: Emulator) -> dict[str, str]:
    """Make the whole environment of the emulator, which its functions see too."""
    return {
        **bare(),
        **emulator.environment,
        "HOME": str(home.temporary),
        "TMPDIR": str(home.temporary),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(emulator.port),
        "MINISTACK_REGION": REGION,
        "AUTH": "true",
        PERMISSIONS: str(home.log("permissions")),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.objects),
        "LOG_LEVEL": "WARNING",
        # The functions would take the emulator's level for theirs; on AWS they log from INFO on.
        "POWERTOOLS_LOG_LEVEL": "INFO",
        # It would listen on more ports, and tidy up containers that may not be its own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
        **(_docker() if emulator.docker else {}),
    }


def _docker() -> dict[str, str]:
    """Tell the local Batch, and only it, where the caller's Docker engine is."""
    return {EXECUTOR: Executor.DOCKER, DOCKER: os.getenv("DOCKER_HOST", "")}


def _wait_until_it_answers(home: Home, emulator: Emulator) -> None:
    _wait(lambda: emulator.answers() or not is_running(home), START_SECONDS)
    if not emulator.answers():
        stop(home, seconds=1)
        message = f"the emulator did not start: {last_line(home.log('server'))}"
        raise StackError(message)


def last_line(log: Path) -> str:
    """Quote the last line of a log, and say where the rest is."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return f"{lines[-1].strip() if lines else 'no word'} (see {log})"


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _free_port() -> int:
    candidates = (secrets.choice(PORTS) for _ in PORTS)
    return next(port for port in candidates if not _is_taken(port))


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
