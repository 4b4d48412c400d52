"""Follow a page: run its commands one after another in one shell, and see what they print."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pages import Block, Command, blocks

# Between the outputs of two commands; no command prints it.
BETWEEN = "\x1e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of a page: its commands with what they printed, and how the last one ended."""

    outputs: tuple[tuple[Command, str], ...]
    returncode: int

    @property
    def end(self) -> str:
        """The last lines that were printed."""
        command, printed = self.outputs[-1]
        return "\n".join([f"$ {command.line}", *printed.splitlines()[-20:]])

    @property
    def differences(self) -> list[str]:
        """Where a command printed other than the page shows."""
        return [
            f"$ {command.line}\n{printed}\n— the page shows —\n{command.shown}"
            for command, printed in self.outputs
            if command.shown and not _fits(command.shown, printed)
        ]


def newcomer(home: Path) -> dict[str, str]:
    """The environment of somebody who has our command, and has said nothing about AWS."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("AWS_", "BATCH_RELAY_"))}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    own = {"PATH": path, "BATCH_RELAY_HOME": str(home), "BROWSER": "true", "COLUMNS": "100"}
    return kept | own


def follow(page: Path, folder: Path, environment: dict[str, str]) -> Followed:
    """Type every command of the page that is not left out."""
    typed = [(block, one) for block in blocks(page) if not block.left_out for one in block.commands]
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(_script(typed))],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outputs = (printed.strip() for printed in done.stdout.split(BETWEEN)[1:])
    pairs = zip((command for _, command in typed), outputs, strict=False)
    return Followed(outputs=tuple(pairs), returncode=done.returncode)


def _script(typed: list[tuple[Block, Command]]) -> Iterator[str]:
    for block, command in typed:
        yield f"printf '{BETWEEN}'"
        yield _line(command.line, block.mark if command is block.commands[-1] else "")


def _line(line: str, mark: str) -> str:
    if mark == "until Ctrl-C":
        return f"timeout --signal INT 5 {line} || [ $? = 124 ]"
    if code := re.fullmatch(r"exit (\d+)", mark):
        return f"if\n{line}\nthen exit 99\nelse [ $? = {code[1]} ]\nfi"
    return line


def _fits(shown: str, printed: str) -> bool:
    """Whether it is what is shown, where … stands for anything and a time for any other."""
    parts = (re.escape(part) for part in _timeless(shown).split("…"))
    return bool(re.fullmatch(".*?".join(parts), _timeless(printed), re.DOTALL))


def _timeless(text: str) -> str:
    lines = (line.rstrip() for line in text.splitlines())
    return re.sub(r"\b *\d+\.\d s", "a time", "\n".join(lines))
