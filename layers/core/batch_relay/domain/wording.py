"""Words for messages: quotations, and what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

LISTED: Final = 20
LONGEST_QUOTE: Final = 80


def quote(text: str) -> str:
    """Return the text in quotes, cut where too long for a message."""
    return repr(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…")


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that names the nearest word, or else those there are."""
    names = sorted(set(known) - {""})
    if close := get_close_matches(word, names, n=1):
        return f"did you mean {close[0]!r}?"
    more = ", …" if len(names) > LISTED else ""
    return f"there is {', '.join(names[:LISTED]) or 'none'}{more}."
