"""Assign read pairs to the phylum of the closest 16S reference."""

from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from amplicon import cli, objects, sequences
from amplicon.kmers import Index, kmers
from amplicon.sequences import Pair

UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class Closest:
    """The phylum that shares most of a pair's k-mers."""

    phylum: str
    shared: int


@dataclass(slots=True)
class Tally:
    """The pairs of one phylum, their k-mers, and how many of these the closest references have."""

    pairs: int = 0
    kmers: int = 0
    shared: int = 0

    def add(self, kmers: int, shared: int) -> None:
        """Count one more pair."""
        self.pairs += 1
        self.kmers += kmers
        self.shared += shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigner:
    """Finds the phylum of a pair: the one that is ahead, with at least `min_shared` k-mers."""

    index: Index
    min_shared: int
    phyla: list[str] = field(default_factory=list)

    def learn(self, lineage: str, sequence: str) -> None:
        """Add a reference; its phylum is the second name of its lineage."""
        self.index.add(len(self.phyla), sequence)
        self.phyla.append(lineage.split(";")[1])

    def tally(self, pairs: Iterable[Pair]) -> dict[str, Tally]:
        """Count the pairs of each phylum, and those without one."""
        tallies: defaultdict[str, Tally] = defaultdict(Tally)
        for pair in pairs:
            codes = self._codes(pair)
            closest = self._closest(codes)
            tallies[closest.phylum].add(len(codes), closest.shared)
        return tallies

    def _codes(self, pair: Pair) -> set[int]:
        # Both reads as the reference has them: forward, and the reverse complement of the mate.
        forward, reverse = pair[0].sequence, pair[1].reverse_complement().sequence
        return {*kmers(forward, self.index.k), *kmers(reverse, self.index.k)}

    def _closest(self, codes: set[int]) -> Closest:
        best = {"": 0}
        for reference, shared in self.index.shared(codes).items():
            phylum = self.phyla[reference]
            best[phylum] = max(shared, best.get(phylum, 0))
        (_, second), (phylum, first) = sorted([("", 0), *best.items()], key=lambda item: item[1])[
            -2:
        ]
        return Closest(phylum if first > second and first >= self.min_shared else UNASSIGNED, first)


def table(tallies: Mapping[str, Tally]) -> Iterator[bytes]:
    """Return the lines of the count table, most pairs first."""
    yield b"phylum\tpairs\tkmers\tshared\n"
    for phylum, tally in sorted(tallies.items(), key=lambda item: (-item[1].pairs, item[0])):
        yield f"{phylum}\t{tally.pairs}\t{tally.kmers}\t{tally.shared}\n".encode()


def main() -> None:
    """Run the command `amplicon-assign`."""
    parser = ArgumentParser("amplicon-assign", description=__doc__)
    cli.required(parser, "--reads", "--references", "--output")
    parser.add_argument("--kmer", type=int, required=True)
    parser.add_argument("--min-shared", type=int, required=True)
    cli.run(parser, _work)


def _work(args: Namespace) -> str:
    assigner = Assigner(index=Index(args.kmer), min_shared=args.min_shared)
    for reference in sequences.references(args.references):
        assigner.learn(reference.name, reference.sequence)
    tallies = assigner.tally(sequences.interleaved(args.reads))
    objects.write(args.output, table(tallies))
    return ", ".join(f"{phylum}: {tally.pairs} pairs" for phylum, tally in tallies.items())
