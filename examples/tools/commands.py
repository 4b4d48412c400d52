"""Run somebody's command as if it were the job: its output, its signals, its exit code."""

import errno
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

USAGE, FAILED = 2, 1


def main(work: Callable[[], int]) -> None:
    """Exit with what the command returned; 2 and 1 are errors of ours, said in one line."""
    try:
        code = work()
    except ValueError as error:
        code = _say(error, USAGE)
    except OSError as error:
        code = _say(error, FAILED)
    sys.exit(code)


def _say(error: Exception, code: int) -> int:
    name = Path(sys.argv[0]).stem.replace("_", "-")
    print(f"{name}: {error}", file=sys.stderr)
    return code


@contextmanager
def own_folder(*, keep: bool = False) -> Iterator[Path]:
    """Make a folder of this job's own, in TMPDIR, and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="job-"))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def run(
    command: Sequence[str], folder: Path, *, environment: Mapping[str, str] | None = None
) -> int:
    """Run it in a folder, and return its exit code; it gets the signals that we get."""
    with started(command, folder, environment=environment) as process:
        return exit_code(process)


@contextmanager
def started(
    command: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    piped: bool = False,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start it, and pass signals on to it while it runs."""
    pipe = subprocess.PIPE if piped else None
    waiting: list[int] = []
    handlers = {number: _caught(number, waiting) for number in (signal.SIGTERM, signal.SIGINT)}
    process = _popen(command, folder, environment, pipe)
    for number in handlers:
        signal.signal(number, lambda got, _: process.send_signal(got))
    for got in waiting:
        process.send_signal(got)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _caught(number: int, waiting: list[int]) -> "signal._HANDLER":
    """Keep a signal that comes before the command has started."""
    return signal.signal(number, lambda got, _: waiting.append(got))


def exit_code(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the end; what a signal ended has 128 and its number, as in a shell."""
    code = process.wait()
    return 128 - code if code < 0 else code


def _popen(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None,
    pipe: int | None,
) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(command, cwd=folder, env=environment, stdin=pipe, stdout=pipe)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
        # A script that does not say what runs it, as shells take it.
        return subprocess.Popen(
            ["/bin/sh", *command], cwd=folder, env=environment, stdin=pipe, stdout=pipe
        )
