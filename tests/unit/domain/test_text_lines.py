import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain import text_lines
from batch_relay.domain.problems import ProblemKind
from batch_relay.domain.text_lines import (
    MAX_LINE_BYTES,
    MAX_MEMBERS,
    UnreadableError,
    open_text,
)

TEXT = "one\r\ntwo\rthrée\n\nfour"
LINES = ["one\r\n", "two\r", "thrée\n", "\n", "four"]


def in_chunks(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


def refusal(*chunks):
    with pytest.raises(UnreadableError) as caught:
        list(open_text(chunks))
    return caught.value.problem


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_yields_lines_whatever_the_chunks(size, pack):
    assert list(open_text(in_chunks(pack(TEXT.encode()), size))) == LINES


def test_leaves_out_a_byte_order_mark():
    assert list(open_text([TEXT.encode("utf-8-sig")])) == LINES


def test_reads_gzip_in_several_members_and_padding():
    packed = gzip.compress(b"one\ntw") + gzip.compress(b"o\n") + bytes(10)
    assert list(open_text(in_chunks(packed, 7))) == ["one\n", "two\n"]


def test_names_the_line_and_byte_that_is_not_utf8():
    problem = refusal(b"fine\nAndr\xe9\n")
    assert (problem.kind, problem.line) == (ProblemKind.WRONG_ENCODING, 2)
    assert problem.message.startswith("Byte 5 ")


UNREADABLE = {
    "ends too early": gzip.compress(b"text" * 100)[:-9],
    "damaged": gzip.compress(b"text") + b"nonsense",
    "spreadsheet": b"PK\x03\x04rest",
    "UTF-16": "sample,file".encode("utf-16"),
    "longer than": b"x" * (MAX_LINE_BYTES + 1),
}


@pytest.mark.parametrize("words", UNREADABLE)
def test_says_why_a_file_cannot_be_read(words):
    problem = refusal(UNREADABLE[words])
    assert problem.kind is ProblemKind.UNREADABLE_FILE
    assert words in problem.message


def test_stops_unpacking_a_bomb():
    packer = zlib.compressobj(9, wbits=31)
    line = b"a" * 127 + b"\n"
    bomb = [packer.compress(line * (1 << 13)) for _ in range(20)]
    assert refusal(*bomb, packer.flush()).kind is ProblemKind.FILE_TOO_LARGE


def test_reads_as_many_members_as_bgzip_makes_and_no_more():
    member, one = gzip.compress(b"x"), gzip.compress(b"x\n")
    assert list(open_text([one + member * (MAX_MEMBERS - 1)])) == ["x\n", "x" * (MAX_MEMBERS - 1)]
    problem = refusal(one + member * MAX_MEMBERS)
    assert (problem.kind, "parts" in problem.message) == (ProblemKind.FILE_TOO_LARGE, True)


def test_stops_reading_lines_without_end(monkeypatch):
    monkeypatch.setattr(text_lines, "MAX_LINES", 3)
    assert list(open_text([b"\n" * 3])) == ["\n"] * 3
    assert refusal(b"\n" * 4).kind is ProblemKind.FILE_TOO_LARGE


def test_stops_reading_padding_without_end():
    padding = bytes(1 << 30)
    assert refusal(gzip.compress(b"a,b\n"), padding).kind is ProblemKind.FILE_TOO_LARGE


@given(st.text(alphabet=st.characters(exclude_characters="\ufeff", codec="utf-8")))
def test_loses_nothing_of_any_text(text):
    assert "".join(open_text([text.encode()])) == text or text.startswith("PK\x03\x04")
