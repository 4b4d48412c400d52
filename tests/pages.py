"""The command lines of a page, as a reader would type them one after another.

A comment before a block says how it differs from the others: `<!-- not run: why -->`,
`<!-- exit 1 -->` (of its last command), `<!-- until Ctrl-C -->`.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[^>]*) -->\n)?```(?:console|sh|bash)\n(?P<text>.*?)```", re.DOTALL
)
SPAN = re.compile(r"`(?:\$ )?([^`\n]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line; `shown` is what the page shows of its output."""

    line: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Command lines that stand together; `mark` says how they are to be run."""

    mark: str
    commands: tuple[Command, ...]

    @property
    def left_out(self) -> bool:
        return self.mark.startswith("not run: ")


def pages() -> list[Path]:
    """Every page that a reader may follow."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return sorted(page for page in found if page.name != "CHANGELOG.md")


def blocks(page: Path) -> list[Block]:
    """The page's blocks of commands, in its order."""
    return [
        Block(mark=found["mark"] or "", commands=tuple(_commands(dedent(found["text"]))))
        for found in BLOCK.finditer(page.read_text())
    ]


def spans(page: Path) -> list[str]:
    """What the page's text has between backticks."""
    return SPAN.findall(BLOCK.sub("", page.read_text()))


def _commands(text: str) -> Iterator[Command]:
    if not text.startswith("$ "):
        yield Command(line=text, shown="")
        return
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        end = next(n for n in range(1, len(lines) + 1) if _complete("\n".join(lines[:n])))
        yield Command(line="\n".join(lines[:end]), shown="\n".join(lines[end:]).strip())


def _complete(text: str) -> bool:
    """Whether bash would ask for more."""
    if text.endswith("\\"):
        return False
    done = subprocess.run(["bash", "-n", "-c", text], capture_output=True, check=False)
    return not done.returncode and not done.stderr
