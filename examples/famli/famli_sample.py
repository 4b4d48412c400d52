"""Align the reads of one sample with DIAMOND, and find with FAMLI which genes they come from.

Reads and database come from S3; the result, gzipped JSON, goes there.
"""

import gzip
import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands import main
from objects import opened, upload

# What `famli filter` reads, by its default columns.
COLUMNS = (
    "qseqid sseqid pident length mismatch gapopen qstart qend sstart send evalue bitscore qlen slen"
)


def work() -> int:
    """Fetch, align, filter, store."""
    args = _parsed()
    here = Path.cwd()
    reads, database = here / Path(args.input).name, here / "reference.dmnd"
    _fetch(args.input, reads)
    _fetch(args.ref_db, database)
    _call(_alignment(args, reads, database))
    _call(["famli", "filter", *_filter(args)])
    _store(args, json.loads(Path("genes.json").read_text()))
    return 0


def _parsed() -> Namespace:
    parser = ArgumentParser("famli-sample", description=__doc__)
    parser.add_argument("--input", required=True, help="FASTQ, s3://…, may be gzipped")
    parser.add_argument("--sample-name", required=True)
    parser.add_argument("--ref-db", required=True, help="database of DIAMOND, s3://….dmnd")
    parser.add_argument("--output", required=True, help="s3://….json.gz")
    parser.add_argument("--threads", default="4")
    parser.add_argument("--blocks", default="1", help="6 GB of memory each")
    parser.add_argument("--batchsize", default="1000000", help="reads at a time")
    parser.add_argument("--min-score", default="20")
    return parser.parse_args()


def _fetch(url: str, target: Path) -> None:
    with opened(url) as stream, target.open("wb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)


def _alignment(args: Namespace, reads: Path, database: Path) -> list[str]:
    """Return DIAMOND's command: genes at 80 % identity that cover 95 % of the read."""
    given = {
        "query": reads,
        "db": database,
        "out": "alignments.tsv",
        "threads": args.threads,
        "block-size": args.blocks,
        "min-score": args.min_score,
        "query-cover": 95,
        "id": 80,
        "top": 10,
        "query-gencode": 11,
    }
    options = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    return ["diamond", "blastx", *options, "--outfmt", "6", *COLUMNS.split()]


def _filter(args: Namespace) -> list[str]:
    files = ["--input", "alignments.tsv", "--output", "genes.json"]
    return [*files, "--threads", args.threads, "--batchsize", args.batchsize]


def _call(command: list[str]) -> None:
    """Run a step; the job ends with its exit code, if it fails."""
    code = subprocess.run(command, check=False).returncode
    if code:
        print(f"famli-sample: {command[0]} failed", file=sys.stderr)
        sys.exit(128 - code if code < 0 else code)


def _store(args: Namespace, genes: object) -> None:
    result = {"sample": args.sample_name, "input": args.input, "results": genes}
    packed = Path("result.json.gz")
    packed.write_bytes(gzip.compress(json.dumps(result).encode(), mtime=0))
    with packed.open("rb") as stream:
        upload(stream, args.output)


if __name__ == "__main__":
    main(work)
