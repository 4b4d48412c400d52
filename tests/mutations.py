"""What is nearly right: most of what a parser has ever stumbled over."""

import gzip
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

# Bytes that mean something to a reader of CSV, JSON, templates, spreadsheets, paths or terminals.
PIECES = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"PK\x03\x04", b"\x1f\x8b\x08"),
    *(b'"', b'""', b",", b";", b"\t", b"\r", b"\n", b"\r\n", b"\\", b"#", b"//", b"/*"),
    *(b"{", b"}", b"{{", b"{sample}", b"{0}", b"{a.b}", b"{x!r:>9999999}", b"%s", b"${x}"),
    *(b"=cmd|'/c'!A0", b"../", b"/", b"s3://", b"\x1b[2J", b"9" * 400, b"1e999", b"NaN", b"[" * 60),
)
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """Yield the path of every value within."""
    yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*path, key))


def changed(message: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return the message with another value in one place."""
    if not path:
        return value
    copy = deepcopy(message)
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return copy


@st.composite
def edited(draw: st.DrawFn, whole: bytes) -> bytes:
    """Draw the file with a few edits: something put in, left out, or repeated."""
    for _ in range(draw(st.integers(1, 6))):
        first = draw(st.integers(0, len(whole)))
        last = draw(st.integers(first, min(len(whole), first + 20)))
        piece = draw(
            st.sampled_from(PIECES) | st.binary(max_size=4) | st.just(whole[first:last] * 2)
        )
        whole = whole[:first] + piece + whole[last:]
    return whole


def packed(whole: bytes) -> st.SearchStrategy[bytes]:
    """Draw the file as it is, in another encoding, or as a gzip that may be damaged."""
    text = whole.decode(errors="replace")
    other = st.sampled_from(["utf-8-sig", "utf-16", "utf-32", "cp1252"])
    return (
        st.just(whole)
        | other.map(lambda name: text.encode(name, errors="replace"))
        | st.just(gzip.compress(whole) + gzip.compress(whole))
        | edited(gzip.compress(whole))
    )
