"""Turn the bytes of an upload into lines of text: gzip, byte order mark, UTF-8, any line end."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from batch_relay.domain.errors import InvalidError
from batch_relay.domain.problems import Problem, ProblemKind, Problems

# A million rows of metadata are some 200 MiB; zlib can swell a file a thousandfold.
MAX_TEXT_BYTES: Final = 1 << 30
MAX_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 16 << 20
MAX_LINE_BYTES: Final = 1 << 20
MAX_LINES: Final = 10_000_000
# bgzip makes one of each 64 KiB; thousands of empty ones fit into a few bytes of text.
MAX_MEMBERS: Final = 100_000
_PIECE: Final = 1 << 18
# What follows a member is copied: of small parts, that is little.
_PART: Final = 1 << 12

_LONGEST_MAGIC: Final = 4
_OTHER_FORMATS: Final = {
    b"PK\x03\x04": "The file is a spreadsheet or a zip archive; export it as CSV (UTF-8).",
    b"\xff\xfe": "The file is UTF-16; save it as CSV in UTF-8.",
    b"\xfe\xff": "The file is UTF-16; save it as CSV in UTF-8.",
}


class UnreadableError(InvalidError):
    """The bytes can't be read as text; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message, [problem])
        self.problem = problem


def open_text(chunks: Iterable[bytes], *, problems: Problems | None = None) -> Iterator[str]:
    """Yield the lines of a text, with their ends, as its bytes come in.

    Gzip is unpacked, up to 1 GiB of text and 200 times its own size, which may be
    no more either: it could be padded without end. Ten million lines are read at most.
    Raises UnreadableError. With `problems`, a line that isn't UTF-8 is added to them and
    yielded with replacement characters, so that the lines after it can be read.
    """
    for number, line in enumerate(_split(_limit(_unpack(_limit(chunks)))), start=1):
        if number > MAX_LINES:
            message = f"The file has more than {MAX_LINES} lines; split the project."
            raise _too_large(message)
        yield _decode(line, number, problems)


def _unpack(chunks: Iterable[bytes]) -> Iterator[bytes]:
    arriving = iter(chunks)
    head = b""
    while len(head) < _LONGEST_MAGIC and (chunk := next(arriving, None)) is not None:
        head += chunk
    for magic, message in _OTHER_FORMATS.items():
        if head.startswith(magic):
            raise _unreadable(message)
    together = chain([head], arriving)
    return _gathered(_gunzip(together)) if head.startswith(b"\x1f\x8b") else together


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack one gzip member after another, a piece at a time; zeros may pad their ends."""
    member, members = zlib.decompressobj(wbits=31), 1
    taken = given = 0
    for chunk in _parts(chunks):
        taken += len(chunk)
        rest = chunk
        while rest := rest.lstrip(b"\0") if member.eof else rest:
            if member.eof:
                member, members = zlib.decompressobj(wbits=31), members + 1
                _check_members(members)
            piece, rest = _inflate(member, rest)
            given += len(piece)
            _check_ratio(taken, given)
            yield piece
    if not member.eof:
        message = "The gzip file ends too early; compress and upload it again."
        raise _unreadable(message)


def _inflate(member: "zlib._Decompress", data: bytes) -> tuple[bytes, bytes]:
    """Return at most one piece of text and the bytes still to be unpacked."""
    try:
        piece = member.decompress(data, _PIECE)
    except zlib.error as error:
        message = "The gzip file is damaged; compress and upload it again."
        raise _unreadable(message) from error
    return piece, member.unconsumed_tail or member.unused_data


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield from (chunk[first : first + _PART] for first in range(0, len(chunk), _PART))


def _check_members(members: int) -> None:
    if members > MAX_MEMBERS:
        message = f"The gzip file has more than {MAX_MEMBERS} parts; send it plain."
        raise _too_large(message)


def _check_ratio(taken: int, given: int) -> None:
    if given > RATIO_COUNTS_FROM and given > MAX_RATIO * taken:
        message = f"The gzip file unpacks to more than {MAX_RATIO} times its size; send it plain."
        raise _too_large(message)


def _limit(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_TEXT_BYTES:
            message = f"The file has more than {MAX_TEXT_BYTES} bytes; split the project."
            raise _too_large(message)
        yield chunk


def _gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Join small chunks: a line held back is copied with each that follows."""
    held, size = list[bytes](), 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines; the last one is held back, as a next chunk may add to it."""
    held, number = b"", 1
    for chunk in chunks:
        lines = (held + chunk).splitlines(keepends=True)
        held = lines.pop() if lines else b""
        yield from lines
        number += len(lines)
        if len(held) > MAX_LINE_BYTES:
            message = f"The line is longer than {MAX_LINE_BYTES} bytes; is this a CSV file?"
            raise _unreadable(message, number)
    if held:
        yield held


def _decode(line: bytes, number: int, problems: Problems | None) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        problem = Problem(
            kind=ProblemKind.WRONG_ENCODING,
            message=f"Byte {error.start + 1} of the line isn't UTF-8; save the file as UTF-8.",
            line=number,
        )
        if problems is None:
            raise UnreadableError(problem) from error
        problems.add(problem.kind, problem.message, line=number)
        return line.decode(errors="replace")


def _too_large(message: str) -> UnreadableError:
    return UnreadableError(Problem(kind=ProblemKind.FILE_TOO_LARGE, message=message))


def _unreadable(message: str, line: int | None = None) -> UnreadableError:
    return UnreadableError(Problem(kind=ProblemKind.UNREADABLE_FILE, message=message, line=line))
