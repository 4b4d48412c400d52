"""Trim read pairs with cutadapt, and drop those that stay poor."""

import json
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from amplicon import cli, objects, sequences
from amplicon.sequences import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a pair must look like to be kept; a rule that one read breaks drops both.

    Quality and errors are Phred qualities and the expected errors of a read after trimming.
    """

    adapter: str
    quality: str
    min_length: str
    max_errors: str

    def command(self, summary: Path) -> list[str]:
        """Return the cutadapt command from interleaved stdin to interleaved stdout.

        An adapter must match exactly over 10 nt or more: a shorter match is chance too often.
        """
        return [
            *(sys.executable, "-m", "cutadapt", "--cores", "1", "--quiet", "--interleaved"),
            *("-a", self.adapter, "-A", self.adapter, "--overlap", "10", "--error-rate", "0"),
            *("--quality-cutoff", self.quality, "--minimum-length", self.min_length),
            *("--max-n", "0", "--max-expected-errors", self.max_errors),
            *("--json", str(summary), "-"),
        ]


def trim(pairs: Iterable[Pair], output: str, rules: Rules) -> dict[str, int]:
    """Write the pairs that are left to `output`, interleaved; return counts by fate."""
    with TemporaryDirectory() as folder:
        summary = Path(folder) / "cutadapt.json"
        objects.write(output, _through(rules.command(summary), map(sequences.fastq, pairs)))
        counts = json.loads(summary.read_text())["read_counts"]
    return {
        "pairs": counts["input"],
        "too_short": counts["filtered"]["too_short"],
        "too_many_n": counts["filtered"]["too_many_n"],
        "too_many_errors": counts["filtered"]["too_many_expected_errors"],
        "kept": counts["output"],
    }


def main() -> None:
    """Run the command `amplicon-trim`."""
    parser = ArgumentParser("amplicon-trim", description=__doc__)
    cli.required(parser, "--forward", "--reverse", "--output", "--summary")
    cli.required(parser, "--adapter", "--quality", "--min-length", "--max-errors")
    cli.run(parser, _work)


def _work(args: Namespace) -> str:
    rules = Rules(
        adapter=args.adapter,
        quality=args.quality,
        min_length=args.min_length,
        max_errors=args.max_errors,
    )
    counts = trim(sequences.pairs(args.forward, args.reverse), args.output, rules)
    objects.write_json(args.summary, counts)
    return f"Kept {counts['kept']} of {counts['pairs']} pairs"


def _through(command: list[str], chunks: Iterable[bytes]) -> Iterator[bytes]:
    # The process is left first: with its pipes closed, the feeding thread comes to an end.
    with ThreadPoolExecutor(1) as feeder, _piped(command) as process:
        stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        fed = feeder.submit(_feed, stdin, chunks)
        yield from iter(lambda: stdout.read(1 << 16), b"")
        if process.wait() != 0:
            # The thread finds its pipe broken, and closes it: to close it once more is harmless.
            fed.exception()
            msg = f"cutadapt ended with exit code {process.returncode}"
            raise ChildProcessError(msg)
        fed.result()


def _piped(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603


def _feed(stdin: IO[bytes], chunks: Iterable[bytes]) -> None:
    with stdin:
        stdin.writelines(chunks)
