"""Put the numbers of one sample together."""

import csv
import io
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from amplicon import cli, objects
from amplicon.assign import UNASSIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What became of the read pairs of a sample."""

    sequenced: int
    too_short: int
    too_many_n: int
    too_many_errors: int
    trimmed: int
    phix: int
    screened: int
    assigned: int
    unassigned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phylum:
    """The pairs of a phylum; percentages of the assigned pairs, and of these pairs' k-mers."""

    phylum: str
    pairs: int
    percent: float
    shared_kmers_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is known about a sample."""

    sample: str
    specimen: str
    pairs: Pairs
    phyla: list[Phylum]


def gather(folder: str, *, sample: str, specimen: str) -> Report:
    """Read what the other tools wrote to `folder`."""
    rows = _rows(f"{folder}/phyla.tsv")
    assigned = [row for row in rows if row["phylum"] != UNASSIGNED]
    pairs = _pairs(folder, sum(_count(rows)), sum(_count(assigned)))
    phyla = [_phylum(row, pairs.assigned) for row in assigned]
    return Report(sample=sample, specimen=specimen, pairs=pairs, phyla=phyla)


def markdown(report: Report) -> Iterator[str]:
    """Return the lines of the report for people."""
    yield f"# {report.sample} (specimen {report.specimen})"
    yield ""
    yield "| read pairs | |\n|---|---:|"
    yield from (f"| {name.replace('_', ' ')} | {n} |" for name, n in asdict(report.pairs).items())
    yield ""
    yield "| phylum | pairs | % of assigned | % of k-mers shared |\n|---|---:|---:|---:|"
    for row in report.phyla:
        yield f"| {row.phylum} | {row.pairs} | {row.percent} | {row.shared_kmers_percent} |"
    yield ""


def main() -> None:
    """Run the command `amplicon-report`."""
    parser = ArgumentParser("amplicon-report", description=__doc__)
    cli.run(cli.required(parser, "--sample", "--specimen", "--folder"), _work)


def _work(args: Namespace) -> str:
    report = gather(args.folder, sample=args.sample, specimen=args.specimen)
    text = "\n".join(markdown(report))
    objects.write_json(f"{args.folder}/report.json", asdict(report))
    objects.write(f"{args.folder}/report.md", [text.encode()])
    return text


def _rows(uri: str) -> list[dict[str, str]]:
    with objects.read(uri) as stream:
        text = stream.read().decode()
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def _count(rows: list[dict[str, str]]) -> Iterator[int]:
    return (int(row["pairs"]) for row in rows)


def _pairs(folder: str, counted: int, assigned: int) -> Pairs:
    trim = objects.read_json(f"{folder}/trim.json")
    screen = objects.read_json(f"{folder}/screen.json")
    if trim["kept"] != screen["pairs"] or screen["kept"] != counted:
        msg = (
            f"{folder}: the counts are not of one run; delete its objects and run the sample again"
        )
        raise ValueError(msg)
    return Pairs(
        sequenced=trim["pairs"],
        too_short=trim["too_short"],
        too_many_n=trim["too_many_n"],
        too_many_errors=trim["too_many_errors"],
        trimmed=trim["kept"],
        phix=screen["control"],
        screened=screen["kept"],
        assigned=assigned,
        unassigned=counted - assigned,
    )


def _phylum(row: dict[str, str], assigned: int) -> Phylum:
    pairs, kmers, shared = (int(row[column]) for column in ("pairs", "kmers", "shared"))
    return Phylum(
        phylum=row["phylum"],
        pairs=pairs,
        percent=round(100 * pairs / assigned, 1),
        shared_kmers_percent=round(100 * shared / kmers, 1),
    )
