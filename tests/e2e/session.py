"""A session of the command, typed on a new stack and recorded in the README: `make session`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap

from batch_relay.local.home import Home
from batch_relay.local.stack import reset, up

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
EXAMPLE = ROOT / "examples/amplicon"
WIDTH = 100
# What the reads of the last sample are called isn't what they are called in the bucket.
METADATA = """sample,file,mate,specimen,kmer
sam1_a,sam1F.fastq.gz#1-500,sam1R.fastq.gz#1-500,sam1,10
sam2_a,sam2F.fastq.gz#1-500,sam2R.fastq.gz#1-500,sam2,10
sam2_c,sam2F.fastq.gz#1001-1500,sam2R.fastq.gz#1001-1500,sam2,13
sam2_d,sam2F.fastq.gz#501-1000,sam2_R.fastq.gz#501-1000,sam2,10
"""
TYPED = (
    "batch-relay workflow put workflow.json",
    "batch-relay project import demo --metadata metadata.csv",
    "batch-relay run start demo amplicon --dry-run",
    "batch-relay run start demo amplicon",
    "batch-relay run status demo amplicon --watch",
    "batch-relay sample show demo amplicon sam2_c",
    "batch-relay run logs demo amplicon",
    "batch-relay run report demo amplicon --output reports",
)
MARK = "<!-- not run: recorded by make session -->\n"
BLOCK = re.compile(f"(?<={MARK}).*?(?=<!-- end of the session -->)", re.DOTALL)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def main() -> None:
    """Type the commands, and put what is seen into the README."""
    with TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        try:
            stack = up(home, buckets=("amplicon",), queues=("amplicon",))
            seen = _session(Path(folder), stack.environment)
        finally:
            reset(home)
    block = f"```console\n{seen}```\n"
    README.write_text(BLOCK.sub(lambda _: block, README.read_text()))


def _session(folder: Path, environment: dict[str, str]) -> str:
    (folder / "metadata.csv").write_text(METADATA)
    shutil.copy(EXAMPLE / "workflow.json", folder)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    own = os.environ | environment | {"COLUMNS": str(WIDTH), "PATH": path, "NO_COLOR": "1"}

    def typed(line: str) -> str:
        done = subprocess.run(
            line, shell=True, cwd=folder, env=own, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return done.stdout

    typed("amplicon-setup")
    return "\n".join(f"$ {line}\n{recorded(typed(line))}" for line in TYPED)


def recorded(said: str) -> str:
    """Return what was printed as it is kept: ids would differ every time, and lines fold."""
    lines = [line.rstrip() for line in _ID.sub("…", said).splitlines()]
    folded = [part for line in lines for part in wrap(line, WIDTH, **_FOLD) or [""]]
    return "".join(f"{line.rstrip()}\n" for line in folded)


_FOLD = {"subsequent_indent": "  ", "drop_whitespace": False, "replace_whitespace": False}


if __name__ == "__main__":
    main()
