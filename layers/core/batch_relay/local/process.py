"""Start and stop the emulator's process."""

import os
import secrets
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from batch_relay.local.emulator import HOST, REGION, Emulator, recall, remember
from batch_relay.local.environment import bare
from batch_relay.local.errors import StackError
from batch_relay.local.home import Home

START_SECONDS = 60.0
# A clean stop saves the state, and waits for jobs to end.
STOP_SECONDS = 60.0
POLL_SECONDS = 0.05


def start(home: Home, port: int | None = None) -> Emulator:
    """Start the emulator unless it runs; its port and keys stay the same from start to start.

    Raises:
        StackError: the port is taken, or the emulator does not come up.
    """
    known = recall(home)
    if known is not None and known.answers():
        return known
    fresh = _prepare(known, port)
    _clear(home)
    emulator = replace(fresh, pid=_spawn(home, fresh))
    remember(home, emulator)
    _wait_until_it_answers(home, emulator)
    return emulator


def stop(home: Home) -> None:
    """Stop the emulator, if it runs, once it has saved its state; nothing of it goes on."""
    emulator = recall(home)
    if emulator is None or not emulator.answers():
        return
    os.kill(emulator.pid, signal.SIGTERM)
    _wait(lambda: _is_gone(emulator.pid), STOP_SECONDS)
    # Functions and jobs are in its process group; so is the emulator, should it still hang.
    with suppress(ProcessLookupError):
        os.killpg(emulator.pid, signal.SIGKILL)
    _wait(lambda: _is_gone(emulator.pid), STOP_SECONDS)


def _prepare(known: Emulator | None, port: int | None) -> Emulator:
    port = port or (known.port if known else _free_port())
    if _is_taken(port):
        message = f"port {port} is taken by another program; choose one with --port"
        raise StackError(message)
    if known is not None:
        return replace(known, port=port)
    access_key = f"AKIA{secrets.token_hex(8).upper()}"
    return Emulator(pid=0, port=port, access_key=access_key, secret_key=secrets.token_urlsafe(30))


def _clear(home: Home) -> None:
    shutil.rmtree(home.temporary, ignore_errors=True)
    for folder in (home.temporary, home.state, home.objects):
        folder.mkdir(parents=True, exist_ok=True)


def _spawn(home: Home, emulator: Emulator) -> int:
    log = os.open(home.log("server"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "batch_relay.local.server"],
            server_environment(home, emulator),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log, 1),
                (os.POSIX_SPAWN_DUP2, log, 2),
            ],
            setsid=True,
        )
    finally:
        os.close(log)


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
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.objects),
        "LOG_LEVEL": "WARNING",
        # It would listen on more ports, and tidy up containers that may not be its own.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent",
    }


def _wait_until_it_answers(home: Home, emulator: Emulator) -> None:
    answered = _wait(lambda: emulator.answers() or _is_gone(emulator.pid), START_SECONDS)
    if not answered or not emulator.answers():
        message = f"the emulator did not start: {last_line(home.log('server'))}"
        raise StackError(message)


def last_line(log: Path) -> str:
    """Quote the last line of a log, and say where the rest is."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return f"{lines[-1].strip() if lines else 'no word'} (see {log})"


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(POLL_SECONDS)
    return False


def _is_gone(pid: int) -> bool:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
