"""What stands above a block of commands, to say how it is run, is understood."""

import re

import pytest

from tests.pages import ROOT, blocks, pages

MARK = re.compile(r"not run: .{10,}|exit \d+|until Ctrl-C")


def marks(page):
    return [block.mark for block in blocks(page) if block.mark]


def test_every_mark_is_one_that_is_understood():
    assert [mark for page in pages() for mark in marks(page) if not MARK.fullmatch(mark)] == []


@pytest.mark.parametrize(("page", "left_out"), [("README.md", 3), ("docs/tutorial.md", 1)])
def test_few_blocks_are_left_out(page, left_out):
    found = blocks(ROOT / page)
    assert sum(block.left_out for block in found) == left_out < len(found)
