"""An index of k-mers with a slot for every possible one: no hashing, but 4 bytes times 4**k."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

DIGITS = {"A": 0, "C": 1, "G": 2, "T": 3}
LONGEST = 15


def kmers(sequence: str, k: int) -> Iterator[int]:
    """Return the k-mers of `sequence`, numbers in base 4; those with other letters are left out."""
    mask = 4**k - 1
    code = length = 0
    for base in sequence:
        digit = DIGITS.get(base)
        if digit is None:
            length = 0
            continue
        code = (code << 2 | digit) & mask
        length += 1
        if length >= k:
            yield code


class Index:
    """Which references have which k-mer."""

    def __init__(self, k: int) -> None:
        if not 1 <= k <= LONGEST:
            msg = f"k-mers must have 1 to {LONGEST} bases, not {k}"
            raise ValueError(msg)
        self.k = k
        self._slots = array("I", [0]) * 4**k
        self._references: list[list[int]] = [[]]

    def add(self, reference: int, sequence: str) -> None:
        """Enter the k-mers of one reference."""
        for code in set(kmers(sequence, self.k)):
            if not self._slots[code]:
                self._slots[code] = len(self._references)
                self._references.append([])
            self._references[self._slots[code]].append(reference)

    def shared(self, codes: Iterable[int]) -> Counter[int]:
        """Return how many of `codes` each reference has."""
        counts: Counter[int] = Counter()
        for code in codes:
            counts.update(self._references[self._slots[code]])
        return counts
