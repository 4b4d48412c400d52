"""Remember where each of many strings was first seen, in little memory."""

from typing import Final

FIRST_SLOTS: Final = 1 << 10
FULL_AT: Final = 0.6


class FirstSeen:
    """Maps strings to the line they were first seen on.

    Only 64 bits of each string are kept, so that ten million take 200 MiB
    rather than two GiB. Among n different strings the chance that any two are taken
    for the same is n²/2⁶⁵: one in 1.5 million for five million of them, and the
    mistake would be a row refused, never one accepted. The hash is Python's own SipHash.
    """

    def __init__(self) -> None:
        self._count = 0
        self._room = 0
        self._hashes = _words(0)
        self._lines = _lines(0)
        self._grow(FIRST_SLOTS)

    def __len__(self) -> int:
        return self._count

    def get(self, text: str) -> int | None:
        """Return the line `text` was first seen on, if it was."""
        slot = self._find(_key(text))
        return self._lines[slot] if self._hashes[slot] else None

    def line_of(self, text: str, line: int) -> int | None:
        """Return the line `text` was first seen on; None, and remember `line`, if it is new."""
        key = _key(text)
        slot = self._find(key)
        if self._hashes[slot]:
            return self._lines[slot]
        self._hashes[slot] = key
        self._lines[slot] = line
        self._count += 1
        if self._count > self._room:
            self._grow(2 * len(self._hashes))
        return None

    def _find(self, key: int) -> int:
        """Return the slot that holds the key, or the free one where it belongs."""
        hashes, mask = self._hashes, len(self._hashes) - 1
        slot = key & mask
        while (held := hashes[slot]) and held != key:
            slot = (slot + 1) & mask
        return slot

    def _grow(self, slots: int) -> None:
        hashes, lines = self._hashes, self._lines
        self._hashes, self._lines = _words(slots), _lines(slots)
        self._room = int(slots * FULL_AT)
        for old, key in enumerate(hashes):
            if key:
                slot = self._find(key)
                self._hashes[slot], self._lines[slot] = key, lines[old]


def _key(text: str) -> int:
    return hash(text) & 0xFFFF_FFFF_FFFF_FFFF or 1


def _words(slots: int) -> "memoryview[int]":
    return memoryview(bytearray(8 * slots)).cast("Q")


def _lines(slots: int) -> "memoryview[int]":
    return memoryview(bytearray(4 * slots)).cast("I")
