"""What the commands have in common: one line about success, one line about failure."""

import sys
import zlib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from dnaio import FileFormatError

FAILURES = (OSError, EOFError, ValueError, zlib.error, FileFormatError)


def required(parser: ArgumentParser, *flags: str) -> ArgumentParser:
    """Add text options that must be given."""
    for flag in flags:
        parser.add_argument(flag, required=True)
    return parser


def run(parser: ArgumentParser, work: Callable[[Namespace], str]) -> None:
    """Do the work and print what it says; a failure becomes one line and exit code 1."""
    args = parser.parse_args()
    try:
        print(work(args))
    except FAILURES as error:
        sys.exit(f"{parser.prog}: {error}")
