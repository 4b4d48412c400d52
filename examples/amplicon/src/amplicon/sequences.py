"""Reads and references, one at a time."""

from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

import dnaio
from dnaio import SequenceRecord

from amplicon import objects

Pair: TypeAlias = tuple[SequenceRecord, SequenceRecord]


def pairs(forward: str, reverse: str) -> Iterator[Pair]:
    """Read the pairs of two FASTQ objects.

    A fragment selects a range, counted from one, both ends included: `s3://b/reads.fastq.gz#1-500`.
    """
    forward, first, last = _fragment(forward)
    reverse, *range_of_mates = _fragment(reverse)
    if range_of_mates != [first, last]:
        msg = f"{forward} and {reverse}: the same range of pairs must be selected in both"
        raise ValueError(msg)
    with (
        objects.read(forward) as one,
        objects.read(reverse) as two,
        dnaio.open(one, two, fileformat="fastq") as reader,
    ):
        number = 0
        for number, pair in enumerate(islice(reader, last), start=1):
            if number >= first:
                yield pair
    if last and number < last:
        msg = f"{forward}: there are {number} pairs, and the range ends at {last}"
        raise ValueError(msg)


def interleaved(uri: str) -> Iterator[Pair]:
    """Read the pairs of one FASTQ object in which every read is followed by its mate."""
    with (
        objects.read(uri) as file,
        dnaio.open(file, fileformat="fastq", interleaved=True) as reader,
    ):
        yield from reader


def references(uri: str) -> Iterator[SequenceRecord]:
    """Read the sequences of a FASTA object."""
    with objects.read(uri) as file, dnaio.open(file, fileformat="fasta") as reader:
        yield from reader


def fastq(pair: Pair) -> bytes:
    """Return both reads of a pair as FASTQ."""
    return pair[0].fastq_bytes() + pair[1].fastq_bytes()


def _fragment(uri: str) -> tuple[str, int, int | None]:
    uri, _, selected = uri.partition("#")
    if not selected:
        return uri, 1, None
    first, _, last = selected.partition("-")
    if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
        msg = f"{uri}#{selected}: expected a range of pairs, such as #1-500"
        raise ValueError(msg)
    return uri, int(first), int(last)
