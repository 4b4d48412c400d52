"""Run a command in a folder of its own on the scratch volume, removed at the end.

SCRATCH says where that volume is, `/scratch` by default; TMPDIR is the folder.
"""

import os
import sys
import tempfile
from pathlib import Path

from commands import main, own_folder, run


def work() -> int:
    """Make the folder, run the command in it, return its exit code."""
    command = sys.argv[1:]
    if not command:
        msg = "name the command to run: in-scratch COMMAND [ARGUMENT...]"
        raise ValueError(msg)
    scratch = Path(os.environ.get("SCRATCH", "/scratch"))
    if not scratch.is_dir():
        msg = f"{scratch} is no folder; mount the scratch volume there, or set SCRATCH"
        raise ValueError(msg)
    tempfile.tempdir = str(scratch)
    with own_folder() as folder:
        environment = {**os.environ, "TMPDIR": str(folder)}
        return run(command, folder, environment=environment)


if __name__ == "__main__":
    main(work)
