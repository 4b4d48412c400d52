"""Pipe an object through a command into another object, with nothing on disk.

The output appears when the command has succeeded: one that fails leaves no half of an object, as
`aws s3 cp - | command | aws s3 cp -` does.
"""

import io
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO, cast

from commands import exit_code, main, started
from objects import bucket_key, opened, upload

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 20


class FailedError(Exception):
    """The command, or what feeds it, has failed: nothing may be stored."""


class _Output(io.RawIOBase):
    """What the command writes; its end is an error unless all went well."""

    def __init__(self, process: "Popen[bytes]", feeder: "_Feeder") -> None:
        self._process, self._feeder = process, feeder

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        stdout = cast("io.BufferedReader", self._process.stdout)
        size = stdout.readinto1(buffer)
        if not size:
            self._feeder.join()
            if exit_code(self._process) or self._feeder.error:
                raise FailedError
        return size


class _Feeder(Thread):
    """Writes an object to a command, which need not read all of it."""

    def __init__(self, url: str, target: BinaryIO) -> None:
        super().__init__(daemon=True)
        self.error: OSError | None = None
        self._url, self._target = url, target

    def run(self) -> None:
        try:
            with suppress(BrokenPipeError), opened(self._url) as stream, self._target:
                while chunk := stream.read(_CHUNK):
                    self._target.write(chunk)
        except OSError as error:
            self.error = error
            self._target.close()


def work() -> int:
    """Stream; return the command's exit code."""
    parser = ArgumentParser("stream", description=__doc__)
    parser.add_argument("--input", required=True, help="s3://bucket/key or https://…")
    parser.add_argument("--output", required=True, help="s3://bucket/key")
    parser.add_argument("command", nargs="...", help="reads the input, writes the output")
    args = parser.parse_args()
    bucket_key(args.output)
    if not args.command:
        parser.error("name the command that reads the input and writes the output")
    with started(args.command, Path.cwd(), piped=True) as process:
        feeder = _Feeder(args.input, cast("BinaryIO", process.stdin))
        feeder.start()
        with suppress(FailedError):
            upload(cast("BinaryIO", io.BufferedReader(_Output(process, feeder))), args.output)
        feeder.join()
        if feeder.error:
            raise feeder.error
        return exit_code(process)


if __name__ == "__main__":
    main(work)
