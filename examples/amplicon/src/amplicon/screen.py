"""Remove the read pairs that come from a sequencing control, such as PhiX."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import mappy  # type: ignore[import-not-found]

from amplicon import cli, objects, sequences
from amplicon.sequences import Pair


@dataclass(slots=True, kw_only=True)
class Screen:
    """Lets pairs pass, and counts, if neither read aligns to the control."""

    control: mappy.Aligner
    pairs: int = 0
    hits: int = 0

    def passing(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        """Return the pairs in which neither read aligns."""
        for pair in pairs:
            self.pairs += 1
            if any(self._aligns(read.sequence) for read in pair):
                self.hits += 1
            else:
                yield pair

    def _aligns(self, sequence: str) -> bool:
        return next(self.control.map(sequence), None) is not None


def screen_against(control: str) -> Screen:
    """Return a screen for a FASTA object of one sequence, with minimap2's short-read preset.

    With this preset a read aligns only if it has a 21-mer of the control, or of its reverse.
    """
    found = list(sequences.references(control))
    if len(found) != 1:
        msg = f"{control}: expected one sequence, found {len(found)}"
        raise ValueError(msg)
    return Screen(control=mappy.Aligner(seq=found[0].sequence, preset="sr"))


def main() -> None:
    """Run the command `amplicon-screen`."""
    parser = ArgumentParser("amplicon-screen", description=__doc__)
    cli.run(cli.required(parser, "--reads", "--control", "--output", "--summary"), _work)


def _work(args: Namespace) -> str:
    screen = screen_against(args.control)
    passing = screen.passing(sequences.interleaved(args.reads))
    objects.write(args.output, map(sequences.fastq, passing))
    kept = screen.pairs - screen.hits
    objects.write_json(args.summary, {"pairs": screen.pairs, "control": screen.hits, "kept": kept})
    return f"Removed {screen.hits} of {screen.pairs} pairs"
