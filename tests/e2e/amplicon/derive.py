"""Derive the report of an amplicon sample from the data alone: plain Python, none of the tools.

The rules are those of examples/amplicon/README.md. Every number must come out the same.
"""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

EXAMPLE = Path(__file__).parents[3] / "examples/amplicon"
DATA = EXAMPLE / "data"
ADAPTER, OVERLAP = "AGATCGGAAGAGC", 10
QUALITY, MIN_LENGTH, MAX_ERRORS = 25, 100, 2
PHIX_KMER, MIN_SHARED = 21, 20
COMPLEMENT = str.maketrans("ACGTN", "TGCAN")

Read: TypeAlias = tuple[str, list[int]]
Derived: TypeAlias = dict[str, Any]


def sample_rows() -> list[dict[str, str]]:
    """Return the rows of the example's metadata.csv."""
    with (EXAMPLE / "metadata.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def derive(sample_row: Mapping[str, str]) -> Derived:
    """Return what report.json must hold for a row of metadata.csv."""
    pairs = list(zip(_reads(sample_row["file"]), _reads(sample_row["mate"]), strict=True))
    trimmed = [(_trimmed(forward), _trimmed(reverse)) for forward, reverse in pairs]
    fates = Counter(_fate(pair) for pair in trimmed)
    kept = [(pair[0][0], pair[1][0]) for pair in trimmed if _fate(pair) == "trimmed"]
    screened = [pair for pair in kept if not any(_like_phix(sequence) for sequence in pair)]
    found = [_closest(pair, int(sample_row["kmer"])) for pair in screened]
    assigned = [row for row in found if row[0]]
    return {
        "sample": sample_row["sample"],
        "specimen": sample_row["specimen"],
        "pairs": {
            "sequenced": len(pairs),
            **{fate: fates[fate] for fate in ("too_short", "too_many_n", "too_many_errors")},
            "trimmed": len(kept),
            "phix": len(kept) - len(screened),
            "screened": len(screened),
            "assigned": len(assigned),
            "unassigned": len(screened) - len(assigned),
        },
        "phyla": list(_phyla(assigned)),
    }


def _reads(file: str) -> Iterator[Read]:
    name, _, selected = file.partition("#")
    first, last = map(int, selected.split("-"))
    lines = gzip.decompress((DATA / name).read_bytes()).decode("ascii").splitlines()
    for start in range(4 * (first - 1), 4 * last, 4):
        yield lines[start + 1], [ord(letter) - 33 for letter in lines[start + 3]]


def _trimmed(read: Read) -> Read:
    sequence, qualities = read
    end = _end_of_quality(qualities)
    end = _start_of_adapter(sequence[:end])
    return sequence[:end], qualities[:end]


def _end_of_quality(qualities: list[int]) -> int:
    """BWA's rule: cut where the sum of (cutoff - quality), taken from the end, is largest."""
    end, total, largest = len(qualities), 0, 0
    for position in reversed(range(len(qualities))):
        total += QUALITY - qualities[position]
        if total < 0:
            break
        if total > largest:
            end, largest = position, total
    return end


def _start_of_adapter(sequence: str) -> int:
    """The whole adapter anywhere, or its first 10 bases or more at the end."""
    if (start := sequence.find(ADAPTER)) >= 0:
        return start
    tails = range(len(ADAPTER) - 1, OVERLAP - 1, -1)
    return len(sequence) - next((n for n in tails if sequence.endswith(ADAPTER[:n])), 0)


def _fate(pair: tuple[Read, Read]) -> str:
    if any(len(sequence) < MIN_LENGTH for sequence, _ in pair):
        return "too_short"
    if any("N" in sequence for sequence, _ in pair):
        return "too_many_n"
    if any(sum(10 ** (-q / 10) for q in qualities) > MAX_ERRORS for _, qualities in pair):
        return "too_many_errors"
    return "trimmed"


def _like_phix(sequence: str) -> bool:
    """Whether a 21-mer is PhiX's: without one, minimap2's short-read preset finds nothing.

    With one it may or may not. No read of the example has one, so the count is exact.
    """
    return not _kmers(sequence, PHIX_KMER).isdisjoint(_phix_kmers())


def _closest(pair: tuple[str, str], k: int) -> tuple[str, int, int]:
    """Return phylum ("" if unclear), the pair's k-mers, and how many the best reference has."""
    kmers = _kmers(pair[0], k) | _kmers(_reverse_complement(pair[1]), k)
    shared: Counter[int] = Counter(
        n for kmer in kmers for n in _references_by_kmer(k).get(kmer, ())
    )
    best: dict[str, int] = {}
    for number, count in shared.items():
        phylum = _references()[number][0]
        best[phylum] = max(best.get(phylum, 0), count)
    top = max(best.values(), default=0)
    leaders = [phylum for phylum, count in best.items() if count == top]
    clear = len(leaders) == 1 and top >= MIN_SHARED
    return leaders[0] if clear else "", len(kmers), top


def _phyla(assigned: list[tuple[str, int, int]]) -> Iterator[Derived]:
    counts = Counter(phylum for phylum, _, _ in assigned)
    for phylum in sorted(counts, key=lambda name: (-counts[name], name)):
        kmers = sum(row[1] for row in assigned if row[0] == phylum)
        shared = sum(row[2] for row in assigned if row[0] == phylum)
        yield {
            "phylum": phylum,
            "pairs": counts[phylum],
            "percent": round(100 * counts[phylum] / len(assigned), 1),
            "shared_kmers_percent": round(100 * shared / kmers, 1),
        }


def _kmers(sequence: str, k: int) -> set[str]:
    windows = (sequence[start : start + k] for start in range(len(sequence) - k + 1))
    return {window for window in windows if not window.strip("ACGT")}


def _reverse_complement(sequence: str) -> str:
    return sequence.translate(COMPLEMENT)[::-1]


def _fasta(text: str) -> Iterator[tuple[str, str]]:
    for record in text.split(">")[1:]:
        name, _, sequence = record.partition("\n")
        yield name, sequence.replace("\n", "")


@cache
def _phix_kmers() -> set[str]:
    ((_, genome),) = _fasta((DATA / "phix_genome.fa").read_text())
    return _kmers(genome, PHIX_KMER) | _kmers(_reverse_complement(genome), PHIX_KMER)


@cache
def _references() -> list[tuple[str, str]]:
    """Return the phylum and the sequence of each reference."""
    text = gzip.decompress((DATA / "16s_reference.fa.gz").read_bytes()).decode()
    return [(name.split(";")[1], sequence) for name, sequence in _fasta(text)]


@cache
def _references_by_kmer(k: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, (_, sequence) in enumerate(_references()):
        for kmer in _kmers(sequence, k):
            found.setdefault(kmer, []).append(number)
    return found
